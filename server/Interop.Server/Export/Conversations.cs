using System.Buffers.Binary;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Export;

/// <summary>
/// Makes conversations of the records in the plan: day by day in the order of the log, in a day room by room. A day's plan is in memory, of its records
/// never more than one part of one room.
/// </summary>
internal sealed class Conversations(ExportFolder folder, ExportProgress progress, RecordScan scan, Names names, ClientCopy? copy)
{
    private const int RecordsPerPart = 2000;
    private const int EntriesAtOnce = 4096;
    private static readonly HashSet<string> Kinds = new(["event", "refusal", "decision", "release", "report", "notice", "portal"], StringComparer.Ordinal);

    /// <summary>Hears how many records of the plan are written, and how many there are.</summary>
    public required Action<long, long?> Told { get; init; }

    public void Write(IReadOnlyList<IConversationFormat> formats, CancellationToken stop)
    {
        if (progress.PlanAt == 0)
        {
            foreach (var format in formats)
                format.Begin();
        }
        var plan = folder.Grow(PlanWriter.Plan);
        while (progress.PlanAt < plan.Length)
        {
            var (day, rooms, end) = NextDay(plan, progress.PlanAt);
            var written = progress.PlanAt / PlanWriter.EntryOctets;
            foreach (var (room, leaves) in rooms.OrderBy(r => r.Key))
            {
                var part = 0;
                foreach (var some in leaves.Chunk(RecordsPerPart))
                {
                    stop.ThrowIfCancellationRequested();
                    if (Of(room, day, ++part, some) is { } conversation)
                        Write(formats, conversation);
                    Told(written += some.Length, plan.Length / PlanWriter.EntryOctets);
                }
            }
            progress.PlanAt = end;
            plan.Seek(0, SeekOrigin.End);
            folder.Save(progress);
        }
        foreach (var format in formats)
            format.End();
    }

    private void Write(IReadOnlyList<IConversationFormat> formats, Conversation conversation)
    {
        foreach (var format in formats)
        {
            format.Write(conversation);
            progress.Count("format", format.Name);
        }
    }

    private static (DateOnly Day, Dictionary<long, List<long>> Rooms, long End) NextDay(Stream plan, long at)
    {
        var rooms = new Dictionary<long, List<long>>();
        var buffer = new byte[EntriesAtOnce * PlanWriter.EntryOctets];
        int? day = null;
        plan.Seek(at, SeekOrigin.Begin);
        for (int read; (read = plan.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
        {
            for (var entry = buffer.AsSpan(0, read); entry.Length > 0; entry = entry[PlanWriter.EntryOctets..])
            {
                var its = BinaryPrimitives.ReadInt32BigEndian(entry[16..]);
                if (its != (day ??= its))
                    return (DateOnly.FromDayNumber(day.Value), rooms, at);
                var room = BinaryPrimitives.ReadInt64BigEndian(entry);
                if (!rooms.TryGetValue(room, out var leaves))
                    rooms[room] = leaves = [];
                leaves.Add(BinaryPrimitives.ReadInt64BigEndian(entry[8..]));
                at += PlanWriter.EntryOctets;
            }
        }
        return (DateOnly.FromDayNumber(day!.Value), rooms, at);
    }

    private Conversation? Of(long room, DateOnly day, int part, long[] leaves)
    {
        var lines = new List<ConversationLine>(leaves.Length);
        var events = new Dictionary<string, ConversationLine>(StringComparer.Ordinal);
        var accounts = new Dictionary<UserId, string>();
        long? firstSeq = null;
        foreach (var record in scan.These(leaves))
        {
            using (record)
            {
                if (!Kinds.Contains(record.Kind))
                    continue;
                firstSeq ??= record.Seq;
                var line = Of(copy?.Reduce(record) ?? record, events);
                lines.Add(line);
                if (line is { Kind: "event", Type: "edit" or "retract", Original: { } changed })
                    changed.Changes.Add(line);
                if (line is { Event: { } message, IsMessage: true })
                    events.TryAdd(message, line);
                if (line.Sender is { } sender && record.Provenance is { } provenance && ExportRecord.Of(provenance, "account") is { } account)
                    accounts[sender] = account;
            }
        }
        if (lines.Count == 0)
            return null;
        var present = names.Present(room, firstSeq ?? long.MaxValue).Select(p => Person(p, accounts, leaves[0])).ToList();
        var people = present.Select(p => p.User).Concat(lines.Where(l => l.Sender is not null).Select(l => l.Sender!.Value))
            .Concat(lines.Where(l => l.Membership is not null).Select(l => l.Membership!.Value.Who)).Distinct().Select(p => Person(p, accounts, leaves[0])).ToList();
        var id = names.RoomId(room);
        return new Conversation
        {
            Row = room, Room = id, Uuid = RoomId.TryParse(id, out var parsed) ? parsed.Uuid.ToString("D") : $"room-{room}", Name = names.OfRoom(room, leaves[0]), Kind = names.RoomKind(room),
            Day = day, Part = part, Present = present, Lines = lines, People = people,
        };
    }

    private ConversationPerson Person(UserId user, Dictionary<UserId, string> accounts, long leaf) => new(user, names.Of(user, leaf), names.NetworkOf(user), accounts.GetValueOrDefault(user));

    private ConversationLine Of(ExportRecord record, Dictionary<string, ConversationLine> events)
    {
        var told = new Told(record);
        UserId? sender = UserId.TryParse(record.HeaderText("sender"), out var user) ? user : null;
        (UserId, string)? membership = null;
        if (record.Header is { } header && header.TryGetProperty("state", out var state) && UserId.TryParse(ExportRecord.Of(state, "target"), out var target)
            && ExportRecord.Of(state, "membership") is { } what && record.Kind == "event")
            membership = (target, what);
        return new ConversationLine
        {
            Index = record.Index, At = record.At, Sent = record.HeaderText("created"), Kind = record.Kind, Type = record.HeaderText("type"), Event = record.Text("event"),
            Sender = sender, SenderName = sender is { } who ? names.Of(who, record.Index) : null, Told = told, Membership = membership, BodyAbsent = record.BodyAbsent, Network = record.Network,
            Original = told.RelatesTo is { } original ? events.GetValueOrDefault(original) : null,
            Sentence = Sentence(record, told, membership),
        };
    }

    private string? Sentence(ExportRecord record, Told told, (UserId Who, string What)? membership)
    {
        var recipient = UserId.TryParse(record.Text("recipient"), out var user) ? names.Of(user, record.Index) : "";
        return record.Kind switch
        {
            "release" => $"What waited for {recipient} was decided on again: {Export.Told.WordsOf(told.Code ?? "")} ({told.Code}); message {record.Text("event")}",
            "report" => $"Of message {record.Text("event")} was reported for {recipient}: {Export.Told.WordsOf(told.Code ?? "")} ({told.Code})",
            "notice" => $"The recording notice, version {record.Text("version")}, was posted on {record.Text("network")}",
            "portal" => $"A portal to {record.Text("network")}: {record.Text("portal")}",
            _ when membership is { } change => $"{names.Of(change.Who, record.Index)} {change.What switch { "join" => "came in", "leave" => "left", "remove" => "was removed", var other => other }}",
            _ when record.HeaderText("type") is "retract" => $"retracted message {told.RelatesTo}",
            _ when record.HeaderText("type") is "room" or "supervision" => RoomSentence.Of(record),
            _ when record.HeaderText("type") is { } type and not ("message" or "edit" or "reaction") => $"{type}: {(record.Header!.Value.TryGetProperty("state", out var state) ? state.GetRawText() : "")}",
            _ => null,
        };
    }
}
