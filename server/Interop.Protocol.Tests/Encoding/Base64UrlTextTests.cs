using Interop.Protocol.Encoding;
using Xunit;

namespace Interop.Protocol.Tests.Encoding;

public sealed class Base64UrlTextTests
{
    [Fact]
    public void Base64UrlText_ReadsBack_WhatItWrote()
    {
        for (var length = 0; length < 70; length++)
        {
            var octets = Enumerable.Range(0, length).Select(i => (byte)(i * 37 + length)).ToArray();
            Assert.True(Base64UrlText.TryDecode(Base64UrlText.Of(octets), length, out var read));
            Assert.Equal(octets, read);
            Assert.False(Base64UrlText.TryDecode(Base64UrlText.Of(octets), length + 1, out _));
        }
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AB")]
    [InlineData("AAB")]
    [InlineData("AA==")]
    [InlineData("A A")]
    [InlineData("AA\n")]
    [InlineData("+A")]
    [InlineData("/A")]
    [InlineData("éA")]
    public void Base64UrlText_IsRefused_InAnyOtherSpelling(string text) => Assert.False(Base64UrlText.TryDecode(text, out _));
}
