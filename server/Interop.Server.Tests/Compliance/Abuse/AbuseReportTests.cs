using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Compliance.Abuse;

/// <summary>People report what was written to them.</summary>
[Collection(RealServerTests.Name)]
public sealed class AbuseReportTests(RealServer server)
{
    private readonly Scene scene = server.Scene;

    [Fact]
    public async Task Report_IsARecord_AndNobodyInTheRoomLearnsOfIt()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(server.Suffix());
        var room = await Scene.RoomAsync(alice, bob, carol);
        var said = await alice.SayAsync(room, "you fool");
        var report = new AbuseReport { Room = room, Event = said.Event!.Value, Reason = "insults" };
        await bob.Client.ReportAsync(report);
        await bob.Client.ReportAsync(report);
        await carol.Client.ReportAsync(report);

        var records = (await scene.AuditAsync()).OfKind("abuse").Where(r => r.Record.GetProperty("event").GetString() == said.Event!.Value.Value).ToArray();
        Assert.Equal([bob.User.Value, carol.User.Value], records.Select(r => r.Body!.Content.GetProperty("by").GetString()));
        Assert.All(records, r => Assert.Equal(said.Index, r.Record.GetProperty("record").GetInt64()));
        await using var stream = alice.Listen();
        await bob.SayAsync(room, "bye");
        await stream.UntilTextAsync("bye");
        Assert.All(stream.Items, i => Assert.Equal(SyncItem.KindEvent, i.Kind));
    }

    [Fact]
    public async Task WhatWasNotDelivered_AndOnesOwn_AreNotThere()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(server.Suffix());
        var room = await Scene.RoomAsync(alice, bob);
        var said = await alice.SayAsync(room, "hello");
        await scene.CloseAsync(bob);
        var held = await alice.SayAsync(room, "held");
        foreach (var (who, ev) in new[] { (alice, said.Event!.Value), (carol, said.Event!.Value), (bob, held.Event!.Value), (bob, EventId.Parse(new string('A', 43))) })
            Assert.Equal("5.5.4", await CodeAsync(who, new AbuseReport { Room = room, Event = ev, Reason = "x" }));
        Assert.Equal("5.5.0", await CodeAsync(bob, new AbuseReport { Room = room, Event = said.Event!.Value, Reason = "" }));
    }

    private static async Task<string> CodeAsync(Actor who, AbuseReport report) => (await Assert.ThrowsAsync<OcipProblemException>(() => who.Client.ReportAsync(report))).Problem.Code;
}
