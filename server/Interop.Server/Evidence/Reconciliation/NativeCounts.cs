using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>What networks themselves have, as their bridges have counted it, beside what was archived of them (spec 08, 11).</summary>
internal sealed class NativeCounts(Database database, AppendLog log, RoomDirectory rooms, TimeProvider time)
{
    private const int IdsMax = 20_000;
    private const int SampleMax = 20;
    private static readonly string[] Types = [EventTypes.Message, EventTypes.Edit, EventTypes.Retract];

    /// <exception cref="ProblemException">5.5.0 malformed; 5.5.4 no such portal of this network.</exception>
    public async Task TakeAsync(string network, NativeCount count)
    {
        if (!DateTimeOffset.TryParseExact(count.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) || count.NativeIds.Length > IdsMax)
            throw new ProblemException(DecisionCodes.Malformed, $"date is yyyy-MM-dd, and there are at most {IdsMax} nativeIds.");
        var row = database.Read(c => c.QuerySingleOrDefault<long?>("SELECT room_id FROM portals WHERE network=@network AND native_room=@NativeRoom", new { network, count.NativeRoom }))
            ?? throw new ProblemException(DecisionCodes.NotFound, "This network has no such portal.");
        var room = rooms.Get(row).RoomId.Value;
        var missing = database.Read(c => count.NativeIds.Distinct(StringComparer.Ordinal).Where(id => !Types.Any(type => c.ExecuteScalar<long>(
            "SELECT count(*) FROM native_events WHERE network=@network AND key=@key", new { network, key = Key(room, count.NativeRoom, id, type) }) > 0)).ToArray());
        await log.WriteAsync(c => c.Execute("""
            INSERT INTO native_counts(network, room_id, native_room, date, messages, missing, sample, complete, at)
            VALUES (@network, @row, @NativeRoom, @Date, @messages, @missing, @sample, @complete, @at)
            ON CONFLICT (network, native_room, date) DO UPDATE SET messages=excluded.messages, missing=excluded.missing, sample=excluded.sample, complete=excluded.complete, at=excluded.at
            """, new
        {
            network, row, count.NativeRoom, count.Date, messages = count.NativeIds.Length, missing = missing.Length,
            sample = JsonSerializer.Serialize(missing.Take(SampleMax).ToArray(), OcipJson.Default.StringArray), complete = count.Complete ? 1 : 0, at = WireTime.Format(time.GetUtcNow()),
        }));
    }

    /// <summary>As events of networks are found again (Archive/Repeats).</summary>
    private static byte[] Key(string room, string nativeRoom, string nativeId, string type) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{room}\n{nativeRoom}\n{nativeId}\n{type}")).AsSpan(0, 16).ToArray();
}
