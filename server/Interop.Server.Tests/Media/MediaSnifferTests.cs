using System.Text;
using Interop.Server.Media;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>What octets are found to be (spec 15.5).</summary>
public sealed class MediaSnifferTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A00", "image/png")]
    [InlineData("FFD8FFE000", "image/jpeg")]
    [InlineData("524946460102030457454250565038", "image/webp")]
    [InlineData("255044462D312E37", "application/pdf")]
    [InlineData("504B030414", "application/zip")]
    [InlineData("4D5A9000", "application/vnd.microsoft.portable-executable")]
    [InlineData("7F454C46", "application/x-elf")]
    [InlineData("00000020667479706D703432", "video/mp4")]
    [InlineData("0000001C6674797061766966", "image/avif")]
    [InlineData("0102030405", "application/octet-stream")]
    public void Octets_AreKnownByTheirBeginning(string hex, string type) => Assert.Equal(type, MediaSniffer.TypeOf(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("hello\nworld", "text/plain")]
    [InlineData("  \n<!DOCTYPE HTML><p>", "text/html")]
    [InlineData("\uFEFF<script>1", "text/html")]
    [InlineData("<svg xmlns='x'>", "image/svg+xml")]
    [InlineData("<?xml version='1.0'?><svg>", "image/svg+xml")]
    [InlineData("<!-- x --><svg onload='1'>", "image/svg+xml")]
    [InlineData("<?xml version='1.0'?><html>", "application/xhtml+xml")]
    [InlineData("<?xml version='1.0'?><a/>", "text/xml")]
    [InlineData("#!/bin/sh", "text/x-shellscript")]
    [InlineData("<abbr>", "text/plain")]
    public void Text_ThatAProgramWouldRun_IsNotPlain(string text, string type) => Assert.Equal(type, MediaSniffer.TypeOf(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("image/png", "image/png", false)]
    [InlineData("IMAGE/PNG; x=y", "image/png", false)]
    [InlineData("image/png", "application/vnd.microsoft.portable-executable", true)]
    [InlineData("image/png", "text/html", true)]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip", false)]
    [InlineData("text/csv", "text/plain", false)]
    [InlineData("application/pdf", "text/plain", true)]
    [InlineData("application/octet-stream", "application/x-elf", false)]
    public void Declared_IsComparedWithWhatWasFound(string declared, string found, bool contradicts) => Assert.Equal(contradicts, MediaTypes.Contradict(declared, found));
}
