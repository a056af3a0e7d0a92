using Interop.Bridges.Native;
using Interop.Bridges.Tests.Core.EndToEnd;
using Interop.Protocol.Events;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>What rooms have in their archives, in the server's report of the day; and that a chat of two cannot be counted.</summary>
public sealed class XmppCountTests
{
    [Fact]
    public async Task MessageThatNeverCameToTheBridge_IsNamedInTheReport_AndAChatOfTwoIsSaidToBeUncounted()
    {
        await using var harness = await XmppHarness.StartAsync();
        await using var story = await CountStory.BeginAsync("xmpp", harness.Restarted);
        var alice = await harness.XmppPersonAsync("alice");
        var chat = await alice.StartDirectAsync(story.CarolsGhost);
        await Patiently.HoldsAsync(() => Task.FromResult(story.Core.Health.Connected), "the component's stream");
        await alice.SayAsync(chat, "bom dia");
        await story.SeesAsync("bom dia");
        var message = (await story.Carol.StreamAsync()).First(i => i.Event?.Header.Type == EventTypes.Message).Event!;
        var group = await story.Carol.RoomAsync("group", "Projekt", message.Header.Sender);
        await story.Carol.SayAsync(group.Room, "welcome");
        NativePortal? portal = null;
        await Patiently.HoldsAsync(async () => (portal = (await story.Core.PortalsAsync(CancellationToken.None)).FirstOrDefault(p => p.Room == group.Room)) is not null, "the portal");
        await alice.JoinAsync(portal!.NativeRoom);
        await alice.SayAsync(portal.NativeRoom, "obrigada");
        await story.SeesAsync("obrigada");
        var uncounted = Assert.Single(await story.CountAsync());
        Assert.Equal(("uncounted", $"xmpp {chat}"), (uncounted.Kind, uncounted.Subject));

        await story.Core.DisposeAsync();
        var hidden = await alice.SayAsync(portal.NativeRoom, "nobody sees this");
        await story.RememberAsync($"history/{portal.NativeRoom}", XmppHarness.ReadUpTo(hidden));
        await story.StartAsync();

        var gap = Assert.Single(await story.CountAsync(), g => g.Kind == "native");
        Assert.Equal(($"xmpp {portal.NativeRoom}", 1), (gap.Subject, gap.Count));
        Assert.Contains($"has 2 messages of this room and day; 1 of them are not in the archive: {hidden}.", gap.Detail, StringComparison.Ordinal);
    }
}
