using System.Text.Json;
using Dapper;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Outbound;
using Interop.Server.Peers;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence;

/// <summary>How it stands with other providers, for the operator: what waits, since when and why; who has witnessed what; forks.</summary>
internal sealed class FederationStatus(Database database, Agreements agreements, PeerActivity activity, RoomDirectory rooms, Forks forks)
{
    public FederationView Now() => new(database.Read(connection =>
    {
        var names = connection.Query<string>("SELECT DISTINCT peer FROM outbox").Select(ProviderName.Parse).Concat(agreements.All.Select(a => a.Provider));
        return names.Distinct().OrderBy(n => n.Value, StringComparer.Ordinal).Select(peer => Of(connection, peer)).ToArray();
    }), forks.All());

    private FederationPeer Of(SqliteConnection connection, ProviderName peer)
    {
        var lanes = connection.Query<(string Lane, long Count, long Oldest)>("SELECT lane, count(*), min(leaf) FROM outbox WHERE peer=@peer GROUP BY lane", new { peer = peer.Value }).AsList();
        var state = activity.Of(peer);
        var agreement = agreements.Find(peer)?.Agreement;
        return new FederationPeer
        {
            Provider = peer,
            Agreement = agreements.Standing(peer).State,
            WaitingEvents = lanes.Where(l => l.Lane != OutboxRow.ReportLane).Sum(l => l.Count),
            WaitingReports = lanes.Where(l => l.Lane == OutboxRow.ReportLane).Sum(l => l.Count),
            WaitingSince = lanes.Count == 0 ? null : AtOf(connection, lanes.Min(l => l.Oldest)),
            RoomsThatWait = [.. state.WaitingRooms.Select(row => rooms.Get(row).RoomId)],
            LastSuccess = Text(state.LastSuccess),
            LastFailure = Text(state.LastFailure),
            LastFailureReason = state.Reason,
            WitnessedHere = connection.ExecuteScalar<long?>("SELECT max(size) FROM witnessed WHERE log=@log", new { log = $"{peer.Value}/archive" }),
            WitnessedThere = connection.ExecuteScalar<long?>("SELECT max(size) FROM cosignatures WHERE witness=@peer", new { peer = peer.Value }),
        };
    }

    private static string? Text(DateTimeOffset? at) => at is { } time ? WireTime.Format(time) : null;

    private static string AtOf(SqliteConnection connection, long leaf)
    {
        using var record = JsonDocument.Parse(connection.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@leaf", new { leaf }));
        return record.RootElement.GetProperty("at").GetString()!;
    }
}
