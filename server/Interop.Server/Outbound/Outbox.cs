using System.Collections.Concurrent;
using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Outbound;

/// <summary>
/// What is on its way to other providers. The rows are written by the commit that archives what they name, so that nothing is sent that
/// is not archived and nothing archived is forgotten; here are only the signals that there is something to send.
/// </summary>
internal sealed class Outbox(Database database) : IDisposable
{
    private readonly ConcurrentDictionary<ProviderName, SemaphoreSlim> filled = new();
    private readonly ConcurrentDictionary<(ProviderName Peer, long Leaf, string Lane), bool> going = new();
    private readonly SemaphoreSlim newPeer = new(0);

    /// <summary>Peers with something to send, those of an earlier process included.</summary>
    public IEnumerable<ProviderName> Peers()
    {
        foreach (var peer in database.Read(c => c.Query<string>("SELECT DISTINCT peer FROM outbox").AsList()))
            SignalOf(ProviderName.Parse(peer));
        return filled.Keys;
    }

    public void Wake(IEnumerable<ProviderName> peers)
    {
        foreach (var peer in peers)
        {
            var signal = SignalOf(peer);
            if (signal.CurrentCount == 0)
                signal.Release();
        }
    }

    /// <summary>Returns when something was put in for the peer, or after the delay.</summary>
    public Task WaitAsync(ProviderName peer, TimeSpan delay, CancellationToken cancellationToken) => SignalOf(peer).WaitAsync(delay, cancellationToken);

    /// <summary>Returns when a peer was met for which nothing was sent before.</summary>
    public Task WaitForNewPeerAsync(CancellationToken cancellationToken) => newPeer.WaitAsync(cancellationToken);

    /// <summary>The oldest rows for a peer, in order, without those that are answered already and those of rooms that must wait.</summary>
    public IReadOnlyList<OutboxRow> Waiting(ProviderName peer, IReadOnlyCollection<long> without, int max)
    {
        // Looked at before the store: what goes from here meanwhile is gone from there too.
        var answered = going.Keys.Where(g => g.Peer == peer).Select(g => (g.Leaf, g.Lane)).ToHashSet();
        var rows = database.Read(c => c.Query<OutboxRow>("""
            SELECT o.leaf, o.lane, o.room_id AS Room, r.kind FROM outbox o JOIN records r ON r.leaf=o.leaf
            WHERE o.peer=@peer AND o.room_id NOT IN @without ORDER BY o.leaf LIMIT @max
            """, new { peer = peer.Value, without, max = max + answered.Count }).AsList());
        return answered.Count == 0 ? rows : [.. rows.Where(r => !answered.Contains((r.Leaf, r.Lane))).Take(max)];
    }

    /// <summary>The peer has answered these for good: they are not waiting any more, and their rows go with the next commit.</summary>
    public void Answered(ProviderName peer, IEnumerable<OutboxRow> rows)
    {
        foreach (var row in rows)
            going[(peer, row.Leaf, row.Lane)] = true;
    }

    /// <summary>The rows are gone, or, when that commit failed, wait again; what the peer has answered it answers again.</summary>
    public void Forget(ProviderName peer, IEnumerable<OutboxRow> rows)
    {
        foreach (var row in rows)
            going.TryRemove((peer, row.Leaf, row.Lane), out _);
    }

    /// <summary>The peer has answered for good.</summary>
    public static int Delete(SqliteConnection connection, ProviderName peer, OutboxRow row) =>
        connection.Execute("DELETE FROM outbox WHERE peer=@peer AND leaf=@leaf AND lane=@lane", new { peer = peer.Value, leaf = row.Leaf, lane = row.Lane });

    public void Dispose()
    {
        newPeer.Dispose();
        foreach (var signal in filled.Values)
            signal.Dispose();
    }

    private SemaphoreSlim SignalOf(ProviderName peer)
    {
        if (filled.TryGetValue(peer, out var known))
            return known;
        var signal = new SemaphoreSlim(0);
        if (!filled.TryAdd(peer, signal))
            return filled[peer];
        newPeer.Release();
        return signal;
    }
}
