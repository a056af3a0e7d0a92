using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>What the cases against a lying provider have in common: a person of acme in a room of the liar.</summary>
public abstract class HostileCase(PeerWorld world) : IAsyncLifetime
{
    private HostilePeer? peer;

    internal HostilePeer Peer => peer ?? throw new InvalidOperationException("not started");

    private protected Scene Acme => world.Two.Acme;

    private protected PeerWorld World => world;

    public async Task InitializeAsync() => peer = await HostilePeer.OpenAsync(world);

    public async Task DisposeAsync() => await Peer.DisposeAsync();

    private protected static string Fresh(string name) => name + Guid.CreateVersion7().ToString("N")[8..24];

    /// <summary>Somebody of acme whom the liar has brought into a room of its own.</summary>
    private protected async Task<(Actor Bob, RecordedStream His, HostileRoom Room)> TrapAsync()
    {
        var bob = await Acme.PersonAsync(Fresh("bob"));
        var his = bob.Listen();
        var room = new HostileRoom(Peer);
        Assert.Equal(["2.0.0"], await room.JoinAsync(bob.User));
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        return (bob, his, room);
    }

    /// <summary>The room takes its next message, nothing else came, and the archive verifies.</summary>
    private protected async Task<ArchiveAudit> GoesOnAsync(HostileRoom room, RecordedStream his, params string[] before)
    {
        Assert.Equal(["2.0.0"], await room.TellAsync(room.Say("goes on")));
        await his.UntilTextAsync("goes on");
        Assert.Equal([.. before, "goes on"], his.Texts);
        Assert.Empty(his.Faults);
        return await world.AuditAsync();
    }

    /// <summary>Records of a kind that belong to a room.</summary>
    private protected static int Count(ArchiveAudit audit, string kind, RoomId room) =>
        audit.OfKind(kind).Count(r => r.Record.TryGetProperty("room", out var named) ? named.GetString() == room.Value
            : r.Record.TryGetProperty("header", out var header) && header.GetProperty("room").GetString() == room.Value);
}
