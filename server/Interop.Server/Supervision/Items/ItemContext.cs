using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ReviewApi;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Search.Conversations;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Supervision.Items;

/// <summary>What belongs to an item besides its words (spec 07.9): its other forms, who could see it, and what else there is of its person. Masked as the item is.</summary>
internal sealed class ItemContext(Database database, AppendLog log, ArchiveReader archive, Audience audience, EventLookup events, UserDirectory users, LineReader lines)
{
    private const int VersionsMax = 20;
    private const int ClosedMax = 500;

    /// <summary>Records of the same message besides this one, in the order of the log.</summary>
    public ReviewLine[] OtherForms(ItemRow row, RoomLabels labels, bool names)
    {
        if (archive.One(row.Leaf) is not { LeafHash: null } record)
            return [];
        var first = record.Record.TryGetProperty("header", out var header) && header.GetProperty("type").GetString() is EventTypes.Edit or EventTypes.Retract
            && header.TryGetProperty("relates", out var relates) && EventId.TryParse(relates.GetProperty("event").GetString(), out var about) ? events.Find(about)?.Leaf ?? row.Leaf : row.Leaf;
        var later = database.Read(c => c.Query<long>("SELECT leaf FROM relations WHERE target=@first AND type IN ('edit', 'retract') ORDER BY leaf LIMIT @max", new { first, max = VersionsMax }).AsList());
        return [.. later.Prepend(first).Where(leaf => leaf != row.Leaf).Distinct().Select(leaf => lines.Read(leaf, labels, names)).OfType<ReviewLine>()];
    }

    /// <param name="view">The item without them.</param>
    /// <param name="row">The item.</param>
    /// <param name="labels">Of its room.</param>
    /// <param name="reader">For whom.</param>
    public SupervisionItemView Complete(SupervisionItemView view, ItemRow row, RoomLabels labels, Reviewer reader)
    {
        if (archive.One(row.Leaf) is not { LeafHash: null } record)
            return view;
        var seen = audience.Complete(new ConversationItem { Record = record }, log.Committed - 1);
        string NameOf(UserId id) => view.Names ? id.Value : users.Find(id) is { } user ? labels.Of(user.Id) : RoomLabels.Unknown;
        return view with
        {
            SeenBy = seen.SeenBy is { } all ? [.. all.Select(NameOf).Order(StringComparer.Ordinal)] : null,
            SeenByMore = seen.SeenByMore,
            NotSeenBy = seen.NotSeenBy is { } others ? [.. others.Select(o => new ItemUnseen { Who = NameOf(o.User), Code = o.Code, Waiting = o.Waiting, HoldUntil = o.HoldUntil })] : null,
            History = HistoryOf(row, reader),
        };
    }

    private PersonHistory HistoryOf(ItemRow row, Reviewer reader) => database.Read(c =>
    {
        var seesAll = reader.SeesAll || reader.People.Contains(row.Person);
        var counts = c.Query<(string Queue, string State, long N)>("SELECT queue, state, n FROM supervision_person_counts WHERE person=@Person AND n>0", new { row.Person })
            .Where(count => seesAll || reader.ItemQueues.Contains(count.Queue)).ToList();
        var closed = c.Query<(string Queue, string Disposition)>(
            "SELECT queue, disposition FROM supervision_items WHERE person=@Person AND state='closed' ORDER BY id DESC LIMIT @max", new { row.Person, max = ClosedMax });
        return new PersonHistory
        {
            Items = counts.Sum(count => count.N),
            Open = counts.Where(count => count.State != ItemStates.Closed).Sum(count => count.N),
            Dispositions = closed.Where(one => seesAll || reader.ItemQueues.Contains(one.Queue)).GroupBy(one => one.Disposition).ToDictionary(g => g.Key, g => g.LongCount(), StringComparer.Ordinal),
        };
    });
}
