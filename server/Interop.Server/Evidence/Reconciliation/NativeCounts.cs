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
using Interop.Server.Evidence.Alarming;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>What networks themselves have, as their bridges have counted it, beside what was archived of them (spec 08, 11).</summary>
internal sealed class NativeCounts(Database database, AppendLog log, RoomDirectory rooms, Alarms alarms, TimeProvider time)
{
    private const int IdsMax = 20_000;
    private const int PartMax = 9_999;
    private const int SampleMax = 20;
    private static readonly string[] Types = [EventTypes.Message, EventTypes.Edit, EventTypes.Retract];

    /// <exception cref="ProblemException">5.5.0 malformed; 5.5.4 no such portal of this network.</exception>
    public async Task TakeAsync(string network, NativeCount count)
    {
        if (!DateTimeOffset.TryParseExact(count.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) || count.NativeIds.Length > IdsMax || count.Part is < 0 or > PartMax)
            throw new ProblemException(DecisionCodes.Malformed, $"date is yyyy-MM-dd, there are at most {IdsMax} nativeIds, and part is 0 to {PartMax}.");
        var row = database.Read(c => c.QuerySingleOrDefault<long?>("SELECT room_id FROM portals WHERE network=@network AND native_room=@NativeRoom", new { network, count.NativeRoom }))
            ?? throw new ProblemException(DecisionCodes.NotFound, "This network has no such portal.");
        var room = rooms.Get(row).RoomId.Value;
        var missing = database.Read(c => count.NativeIds.Distinct(StringComparer.Ordinal).Where(id => !Types.Any(type => c.ExecuteScalar<long>(
            "SELECT count(*) FROM native_events WHERE network=@network AND key=@key", new { network, key = Key(room, count.NativeRoom, id, type) }) > 0)).ToArray());
        var found = new Found(network, row, count.NativeRoom, count.Date, count.Part ?? 0, count.NativeIds.Length, missing.Length)
        {
            Sample = JsonSerializer.Serialize(missing.Take(SampleMax).ToArray(), OcipJson.Default.StringArray), Complete = count.Complete ? 1 : 0, At = WireTime.Format(time.GetUtcNow()),
        };
        await log.WriteAsync(c => found.Part == 0 ? Begin(c, found) : Add(c, found));
        // Books that are closed stay as they are: what is found afterwards is told all the same.
        if (missing.Length > 0 && database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM reconciliations WHERE date=@Date", new { count.Date })) > 0)
            alarms.Raise(AlarmKinds.Gap, count.Date, $"After the books of {count.Date} were closed, {network} was found to have messages of that day that are not in the archive.");
    }

    private static int Begin(SqliteConnection connection, Found found) => connection.Execute("""
        INSERT INTO native_counts(network, room_id, native_room, date, messages, missing, sample, complete, at, parts)
        VALUES (@Network, @Row, @NativeRoom, @Date, @Messages, @Missing, @Sample, @Complete, @At, 1)
        ON CONFLICT (network, native_room, date) DO UPDATE SET
            messages=excluded.messages, missing=excluded.missing, sample=excluded.sample, complete=excluded.complete, at=excluded.at, parts=1
        """, found);

    /// <summary>A part that is there already changes nothing: its answer was lost.</summary>
    private static int Add(SqliteConnection connection, Found found)
    {
        var parts = connection.QuerySingleOrDefault<long?>("SELECT parts FROM native_counts WHERE network=@Network AND native_room=@NativeRoom AND date=@Date", found);
        if (parts is null || parts < found.Part)
            throw new ProblemException(DecisionCodes.Malformed, "The parts of a count come in order, from 0.");
        return parts > found.Part ? 0 : connection.Execute("""
            UPDATE native_counts SET messages=messages+@Messages, sample=CASE missing WHEN 0 THEN @Sample ELSE sample END, missing=missing+@Missing, complete=@Complete, at=@At, parts=parts+1
            WHERE network=@Network AND native_room=@NativeRoom AND date=@Date
            """, found);
    }

    /// <summary>As events of networks are found again (Archive/Repeats).</summary>
    private static byte[] Key(string room, string nativeRoom, string nativeId, string type) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{room}\n{nativeRoom}\n{nativeId}\n{type}")).AsSpan(0, 16).ToArray();

    private sealed record Found(string Network, long Row, string NativeRoom, string Date, int Part, int Messages, int Missing)
    {
        public string Sample { get; init; } = "[]";

        public int Complete { get; init; }

        public string At { get; init; } = "";
    }
}
