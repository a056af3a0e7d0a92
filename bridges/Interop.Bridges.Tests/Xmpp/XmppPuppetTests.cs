using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>An employee's own account on a real Prosody, with and without XEP-0356.</summary>
public sealed class XmppPuppetTests
{
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Granted_TheEmployeeSpeaksAsThemselves_AndItIsKnownAsOurs()
    {
        await using var stage = await XmppStage.StartAsync(privileged: true);
        var erin = await stage.PersonAsync("erin");
        var carol = stage.Ghost("carol", "Carol");
        var portal = await stage.OpenAsync(erin, direct: true, carol);
        await Eventually.HoldsFrom(() => stage.Connector.CanActAsAsync(erin.Account, default), "the privilege");
        var act = Act(stage, portal, erin, "written elsewhere");
        var sent = await stage.Connector.SendAsync(act, default);
        Assert.Empty(sent.Fidelity);
        await Eventually.Holds(() => stage.Core.Echoes.OfType<InboundMessage>().Any(m => m.EchoOf == act.Key), "the echo");
        Assert.Empty(stage.Core.Accepted);
        // In the employee's own archive it stands as theirs (ejabberd archives nothing that was sent this way).
        if (XmppHarness.IsEjabberd)
            return;
        var archive = await ArchiveAsync(erin);
        Assert.Contains(archive, m => m.Contains("written elsewhere", StringComparison.Ordinal) && m.Contains($"from='{erin.Account}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NotGranted_TheGhostSpeaks_AndTheNoteSaysSo()
    {
        await using var stage = await XmppStage.StartAsync(privileged: false);
        var erin = await stage.PersonAsync("erin");
        var portal = await stage.OpenAsync(erin, direct: true, stage.Ghost("carol", "Carol"));
        Assert.False(await stage.Connector.CanActAsAsync(erin.Account, default));
        var sent = await stage.Connector.SendAsync(Act(stage, portal, erin, "written elsewhere"), default);
        Assert.Contains("XEP-0356", Assert.Single(sent.Fidelity), StringComparison.Ordinal);
        var seen = await erin.Client.WaitForTextAsync("written elsewhere", Max);
        Assert.Equal(stage.Ghost("erin").Account.Value, seen.FromBare);
    }

    [Fact]
    public async Task InRooms_TheGhostSpeaks_AndTheNoteSaysSo()
    {
        await using var stage = await XmppStage.StartAsync(privileged: true);
        var erin = await stage.PersonAsync("erin");
        var portal = await stage.OpenAsync(erin, direct: false, stage.Ghost("carol", "Carol"));
        var sent = await stage.Connector.SendAsync(Act(stage, portal, erin, "written elsewhere"), default);
        Assert.Contains("direct chats only", Assert.Single(sent.Fidelity), StringComparison.Ordinal);
        await erin.Client.WaitForTextAsync("written elsewhere", Max);
    }

    [Fact]
    public async Task CopiedMark_OnOtherWords_IsNotOverlooked()
    {
        await using var stage = await XmppStage.StartAsync(privileged: true);
        var erin = await stage.PersonAsync("erin");
        var carol = stage.Ghost("carol", "Carol");
        var portal = await stage.OpenAsync(erin, direct: true, carol);
        var real = new System.Xml.Linq.XElement(System.Xml.Linq.XName.Get("message", "jabber:client"), new System.Xml.Linq.XElement(System.Xml.Linq.XName.Get("body", "jabber:client"), "harmless"));
        new Interop.Bridges.Xmpp.Puppets.PuppetMark("component-secret").Put(real, stage.NextKey(erin.Account, portal));
        var mark = real.Elements().Last();
        await erin.SendAsync(portal.NativeRoom, new System.Xml.Linq.XElement(System.Xml.Linq.XName.Get("body", "jabber:client"), "secret"), mark);
        Assert.Equal("secret", (await stage.Core.NextAsync<InboundMessage>()).Text);
    }

    private static NativeMessage Act(XmppStage stage, NativePortal portal, XmppPerson person, string text) => new()
    {
        Portal = portal, Sender = person.Account, SenderKind = SenderKind.Puppet, SenderName = "Erin", Author = stage.Ghost("erin").User, Key = stage.NextKey(person.Account, portal),
        CreatedAt = TimeProvider.System.GetUtcNow(), Kind = MessageKind.Text, Text = text,
    };

    private static async Task<IReadOnlyList<string>> ArchiveAsync(XmppPerson person)
    {
        System.Xml.Linq.XNamespace mam = "urn:xmpp:mam:2";
        await person.Client.QueryAsync("set", null, new System.Xml.Linq.XElement(mam + "query"));
        return [.. person.Client.Stanzas.All.Where(s => s.Xml.Element(mam + "result") is not null).Select(s => s.ToString().Replace('"', '\''))];
    }
}
