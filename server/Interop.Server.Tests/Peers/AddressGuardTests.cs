using System.Net;
using Interop.Protocol.Identifiers;
using Interop.Server.Peers;
using Xunit;

namespace Interop.Server.Tests.Peers;

/// <summary>A stranger's name leads only to the public internet, or where the administrator said.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("127.0.0.1"), InlineData("127.8.8.8"), InlineData("10.1.2.3"), InlineData("172.16.0.1"), InlineData("172.31.255.255"), InlineData("192.168.1.1"), InlineData("169.254.169.254")]
    [InlineData("100.64.0.1"), InlineData("100.127.255.255"), InlineData("0.0.0.0"), InlineData("224.0.0.1"), InlineData("239.1.1.1"), InlineData("255.255.255.255"), InlineData("198.18.0.1"), InlineData("192.0.2.1")]
    [InlineData("::1"), InlineData("::"), InlineData("::ffff:8.8.8.8"), InlineData("::ffff:127.0.0.1"), InlineData("::127.0.0.1"), InlineData("fe80::1"), InlineData("fe80::1%3"), InlineData("fc00::1")]
    [InlineData("fd12:3456::1"), InlineData("fec0::1"), InlineData("ff02::1"), InlineData("64:ff9b::7f00:1"), InlineData("64:ff9b:1::a00:1"), InlineData("2002:7f00:1::"), InlineData("2001:db8::1"), InlineData("2001::1"), InlineData("100::1")]
    public void Address_IsRefused_WhenItIsNotThePublicInternets(string address) => Assert.False(AddressGuard.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8"), InlineData("172.15.255.255"), InlineData("172.32.0.1"), InlineData("100.63.255.255"), InlineData("100.128.0.0"), InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111"), InlineData("2a00:1450:4001::1")]
    public void Address_IsTaken_WhenItIs(string address) => Assert.True(AddressGuard.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://localhost/x", "5.1.0"), InlineData("https://127.0.0.1/x", "5.1.0"), InlineData("https://[::1]/x", "5.1.0"), InlineData("https://2130706433/x", "5.1.0"), InlineData("https://0x7f.1/x", "5.1.0")]
    [InlineData("https://[::ffff:10.0.0.1]/x", "5.1.0"), InlineData("http://example.com/x", "5.1.0"), InlineData("https://no-such-name.invalid/x", "4.1.2")]
    public async Task Connection_IsRefused_BeforeItIsMade(string url, string code)
    {
        using var http = new PeerHttp(new ServerOptions { Provider = ProviderName.Parse("acme.example"), Data = "unused", Transport = TransportOptions.Read([], ProviderName.Parse("acme.example")) });
        var fault = await Assert.ThrowsAsync<PeerException>(() => http.GetAsync(new Uri(url), 1000, CancellationToken.None));
        Assert.True(code == fault.Code.Code, fault.Message);
        Assert.Equal(code[0] == '4', fault.IsTransient);
    }

    [Theory]
    [InlineData("--allow-address", "globex.example"), InlineData("--allow-address", "globex.example=127.0.0.1"), InlineData("--allow-address", "Globex=127.0.0.1:1"), InlineData("--public-url", "http://acme.example")]
    [InlineData("--public-url", "https://acme.example/path"), InlineData("--certificate", "/no/such/file"), InlineData("--trust", "/no/such/file"), InlineData("--trust", "/dev/null")]
    public void Option_IsRefusedWithItsName_WhenItIsWrong(string option, string value) =>
        Assert.Contains(option, Assert.Throws<FormatException>(() => TransportOptions.Read([option, value], ProviderName.Parse("acme.example"))).Message, StringComparison.Ordinal);
}
