using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Events;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Media.Text;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>A provider's archived events, for dry runs. Groups, barriers and hours are those of now; who was in the room is as it was. What is sealed stays closed.</summary>
internal sealed class PastEvents(Database database, UserDirectory users, Organisation organisation, AttachedTexts files) : IPastEvents
{
    private const int RoomsMax = 5000;

    public void Page(long first, long end, Action<PastEvent> each)
    {
        var next = Math.Min(first + PastRecords.PageRecords, end);
        var rows = database.Read(c => c.Query<Row>($"""
            SELECT leaf, room_id AS Room, seq, sender, record, CASE WHEN {Seals.IsSealed} THEN NULL ELSE opened(body) END AS Body
            FROM records WHERE leaf>=@first AND leaf<@next AND kind IN ('event', 'refusal') ORDER BY leaf
            """, new { first, next }).AsList());
        foreach (var row in rows)
        {
            using var record = JsonDocument.Parse(row.Record);
            using var body = row.Body is null ? null : JsonDocument.Parse(row.Body);
            var day = record.RootElement.GetProperty("at").GetString()![..10];
            each(new PastEvent(row.Leaf, day, body is null ? null : Input(row, record.RootElement, body.RootElement)));
        }
    }

    private PolicyInput? Input(Row row, JsonElement record, JsonElement body)
    {
        var header = record.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;
        if (users.Find(header.Sender) is not { } sender || row.Room is not { } room || !body.TryGetProperty("content", out var content))
            return null;
        var present = Present(room, row.Seq);
        var at = Instant.FromDateTimeOffset(WireTime.Parse(record.GetProperty("at").GetString()!));
        var (change, target) = header.Type == EventTypes.Membership && MembershipState.TryRead(header.State, users, out var membership) is null
            ? (ComplianceStage.ChangeOf(membership), membership?.Target.Person)
            : (MembershipChange.None, null);
        var isForeign = Array.Exists(present, p => p.IsForeign);
        return new PolicyInput
        {
            Header = header, Content = content, Sender = sender.Person, Recipients = [.. present.Where(p => p.User != header.Sender)], Participants = present, Now = at,
            Direction = !sender.IsOurs ? EvaluationDirection.Ingress : isForeign ? EvaluationDirection.Egress : EvaluationDirection.Local,
            Groups = organisation.Groups, Networks = [.. NetworksOf(present)], Change = change, Target = target,
            Text = WrittenText.Of(header.Type, content), Files = files,
        };
    }

    private IEnumerable<string> NetworksOf(PolicyPerson[] present) =>
        present.Where(p => p.Persona == PersonaKind.Bridged).SelectMany(p => users.Find(p.User)?.Accounts ?? []).Select(a => a.Network).Distinct(StringComparer.Ordinal);

    private readonly Dictionary<long, List<(long User, long Joined, long? Left)>> stays = [];

    private PolicyPerson[] Present(long room, long? seq)
    {
        if (!stays.TryGetValue(room, out var known))
        {
            if (stays.Count >= RoomsMax)
                stays.Clear();
            stays[room] = known = database.Read((SqliteConnection c) => c.Query<(long, long, long?)>("SELECT user_id, joined_seq, left_seq FROM participants WHERE room_id=@room", new { room }).AsList());
        }
        // What was refused has no place: then those count who are there now.
        return [.. known.Where(s => seq is { } at ? s.Joined <= at && (s.Left is null || s.Left >= at) : s.Left is null).Select(s => users.Get(s.User).Person)];
    }

    public void Forget() => stays.Clear();

    private sealed class Row
    {
        public long Leaf { get; init; }

        public long? Room { get; init; }

        public long? Seq { get; init; }

        public byte[] Record { get; init; } = [];

        public byte[]? Body { get; init; }
    }
}
