using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>Addresses of ghosts and nicknames.</summary>
public sealed class AddressTests
{
    private static readonly GhostNames Names = new("bridge.xmpp.test");

    [Theory]
    [InlineData("ocip", "alice", "alice")]
    [InlineData("matrix", "@alice:hs.test", @"matrix#\40alice\3ahs.test")]
    [InlineData("ocip", "李雷", "李雷")]
    [InlineData("ocip", "zoë.o~x=1", "zoë.o~x=3d1")]
    [InlineData("matrix", "@Bob:hs.test", @"matrix#\40=42ob\3ahs.test")]
    [InlineData("wecom", " a b ", @"wecom#=20a\20b=20")]
    [InlineData("line", @"x\40#", @"line#x\5c40=23")]
    public void Ghosts_HaveReadableAddresses(string network, string account, string local)
    {
        var address = new GhostAddress(network, account);
        Assert.Equal($"{local}@bridge.xmpp.test", Names.Name(address).Value);
        Assert.Equal(address, Names.Read(new NativeUserId($"{local}@bridge.xmpp.test")));
    }

    [Theory]
    [InlineData("alice@xmpp.test")]
    [InlineData("bridge.xmpp.test")]
    [InlineData(@"\61lice@bridge.xmpp.test")]
    [InlineData("matrix#@bridge.xmpp.test")]
    [InlineData("ocip#alice@bridge.xmpp.test")]
    [InlineData("a=zz@bridge.xmpp.test")]
    [InlineData("a=c3@bridge.xmpp.test")]
    public void OtherSpellings_NameNobody(string address) => Assert.Null(Names.Read(new NativeUserId(address)));

    [Theory]
    [InlineData("Alice 😀", "Alice")]
    [InlineData("Ａlice①", "Alice1")]
    [InlineData("ﬁona\u200B", "fiona")]
    [InlineData("  Carol\u00A0\u3000 Smith ", "Carol Smith")]
    [InlineData("李雷", "李雷")]
    [InlineData("Ōta", "Ōta")]
    public void Nicknames_AreMadeSimple(string name, string nick) => Assert.Equal(nick, Nickname.Candidates(name, "x@y").First());

    [Theory]
    [InlineData("😀😀", "carol")]
    [InlineData("", "carol")]
    [InlineData("\u200B", "carol")]
    public void NamelessNames_BecomeTheLocalPart(string name, string nick) => Assert.Equal(nick, Nickname.Candidates(name, "carol@bridge.xmpp.test").First());

    [Theory]
    [InlineData("Alice", "ａｌｉｃｅ")]
    [InlineData("Alice", "ALICE\u200B")]
    [InlineData("Alice", "Аlice")]
    [InlineData("Bill 1", "BiIl l")]
    public void LookAlikes_HaveOneSkeleton(string one, string other) => Assert.Equal(Nickname.Skeleton(one), Nickname.Skeleton(other));

    [Fact]
    public void Candidates_AreManyAndDifferent()
    {
        var all = Nickname.Candidates("Zoë 😀", "zoë@bridge.xmpp.test").ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.True(all.Count > 10);
        Assert.Equal("Zoë (2)", all[1]);
    }

    [Theory]
    [InlineData("A@B/C", "a@b", "C")]
    [InlineData("b.example", "b.example", "")]
    [InlineData("a@b/c/d@e", "a@b", "c/d@e")]
    public void Jids_AreRead(string text, string bare, string resource)
    {
        Assert.True(Jid.TryParse(text, out var jid));
        Assert.Equal((bare, resource), (jid.Bare, jid.Resource));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@b")]
    [InlineData("a@")]
    [InlineData("a@b/")]
    [InlineData("a b@c")]
    [InlineData("a@b@c")]
    public void OtherThings_AreNoJids(string text) => Assert.False(Jid.TryParse(text, out _));
}
