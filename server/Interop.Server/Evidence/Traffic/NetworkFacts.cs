using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Reconciliation;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Traffic;

/// <summary>
/// How it stands with each network (spec 08.13), read when somebody looks. Nothing is kept for it: the log is looked through backwards, a bounded number of
/// records, so that reports cost nothing more when they come in.
/// </summary>
internal sealed class NetworkFacts(Database database, BridgePresence presence, RoomDirectory rooms, AppendLog log, TimeProvider time)
{
    private const int WaitingMax = 2_000;
    private const int ReportsWithin = 20_000;
    private static readonly TimeSpan GapsWithin = TimeSpan.FromDays(7);

    private const string NewestReport = """
        SELECT leaf, record FROM records WHERE leaf>@from AND kind='report' AND json_extract(CAST(record AS TEXT), '$.network')=@network
        AND substr(json_extract(CAST(record AS TEXT), '$.code'), 1, 1){0}'2' ORDER BY leaf DESC LIMIT 1
        """;

    public NetworkView[] All()
    {
        var now = time.GetUtcNow();
        return [.. presence.Now().Select(health => database.Read(c => Of(c, health, now)))];
    }

    private NetworkView Of(SqliteConnection connection, NetworkHealth health, DateTimeOffset now)
    {
        var network = health.Network;
        var (waiting, first) = Waiting(connection, network);
        var (taken, failed) = (Report(connection, network, "="), Report(connection, network, "<>"));
        return new NetworkView
        {
            Network = network,
            Connected = health.Connected,
            Since = health.Since,
            Capturing = connection.ExecuteScalar<long>("SELECT count(*) FROM capture_gaps WHERE network=@network AND ended IS NULL", new { network }) == 0,
            Rooms = connection.ExecuteScalar<int>("SELECT count(DISTINCT room_id) FROM portals WHERE network=@network", new { network }),
            People = connection.ExecuteScalar<int>("SELECT count(*) FROM contacts WHERE network=@network", new { network }),
            Waiting = waiting,
            WaitingSince = first is { } leaf ? WireTime.Format(Reconciliations.AtOf(connection, leaf)) : null,
            TakenAt = taken?.At,
            TakenAfter = taken is { } report ? SecondsFrom(connection, report) : null,
            FailedAt = failed?.At,
            FailedCode = failed?.Code,
            FailedIndex = failed?.Leaf,
            Manifest = connection.QuerySingleOrDefault<string?>("SELECT manifest FROM bridges WHERE network=@network", new { network }) is { } json ? JsonSerializer.Deserialize(json, OcipJson.Default.CapabilityManifest) : null,
            Gaps = [.. new DayGaps(connection, presence, now - GapsWithin, now).OfNetwork(network)],
        };
    }

    /// <summary>Events of others in rooms that reach the network, after what its bridge has acknowledged; those that are not delivered to everybody are left out.</summary>
    private (int Count, long? First) Waiting(SqliteConnection connection, string network)
    {
        var cursor = connection.QuerySingle<long>("SELECT cursor FROM bridges WHERE network=@network", new { network });
        var found = connection.Query<(long Leaf, long Room, string? Network)>("""
            SELECT leaf, room_id, json_extract(CAST(record AS TEXT), '$.header.network') FROM records
            WHERE leaf>@cursor AND leaf<=@cursor+@WaitingMax AND kind='event' AND exceptions IS NULL AND room_id IS NOT NULL ORDER BY leaf
            """, new { cursor, WaitingMax }).Where(e => e.Network != network && rooms.Get(e.Room).Networks.Contains(network)).Select(e => e.Leaf).ToArray();
        return (found.Length, found.Length == 0 ? null : found[0]);
    }

    private (long Leaf, string At, string Code, string Event)? Report(SqliteConnection connection, string network, string isTaken)
    {
        var row = connection.QuerySingleOrDefault<(long Leaf, byte[] Record)?>(NewestReport.Replace("{0}", isTaken, StringComparison.Ordinal), new { network, from = log.Committed - ReportsWithin });
        if (row is not { } found)
            return null;
        using var record = JsonDocument.Parse(found.Record);
        var root = record.RootElement;
        return (found.Leaf, root.GetProperty("at").GetString()!, root.GetProperty("code").GetString()!, root.GetProperty("event").GetString()!);
    }

    /// <summary>From the event's record to the report's; null when the event is not among the records that are looked through.</summary>
    private long? SecondsFrom(SqliteConnection connection, (long Leaf, string At, string Code, string Event) report)
    {
        var archived = connection.QuerySingleOrDefault<string?>("""
            SELECT json_extract(CAST(record AS TEXT), '$.at') FROM records
            WHERE leaf>@from AND leaf<@Leaf AND kind='event' AND json_extract(CAST(record AS TEXT), '$.event')=@Event ORDER BY leaf DESC LIMIT 1
            """, new { from = log.Committed - ReportsWithin, report.Leaf, report.Event });
        return archived is null ? null : Math.Max(0, (long)(WireTime.Parse(report.At) - WireTime.Parse(archived)).TotalSeconds);
    }
}
