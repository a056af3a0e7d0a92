using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.ReviewApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Search;
using Interop.Server.Search.Conversations;
using Interop.Server.Storage;

namespace Interop.Server.Supervision.Items;

/// <summary>Items as officers see them. To open one is to view it, which is archived, and is no review (spec 07.9).</summary>
internal sealed class ItemViews(Database database, AppendLog log, AccessLog access, UserDirectory users, RoomDirectory rooms, RoomTimeline timeline, LineReader lines, ItemContext context, ArchiveReader archive, TimeProvider time)
{
    private const int ConversationSize = 20;
    private const int SameMax = 100;
    private const int StepsMax = 200;

    public ItemRow? Find(long id) => database.Read(c => c.QuerySingleOrDefault<ItemRow>($"SELECT {ItemRow.Columns} FROM supervision_items WHERE id=@id", new { id }));

    public SupervisionItem Of(ItemRow row, Reviewer reader) => Of(row, new RoomLabels(database, users, row.Room), IsUnmasked(row.Id, reader));

    /// <summary>The items of a page; labels of a room are made once.</summary>
    public SupervisionItem[] All(IEnumerable<ItemRow> rows, Reviewer reader)
    {
        var labels = new Dictionary<long, RoomLabels>();
        return [.. rows.Select(row => Of(row, labels.TryGetValue(row.Room, out var known) ? known : labels[row.Room] = new RoomLabels(database, users, row.Room), IsUnmasked(row.Id, reader)))];
    }

    /// <summary>Opens an item: on record before it is answered.</summary>
    /// <exception cref="ProblemException">5.5.4: there is no such item for this officer.</exception>
    public async Task<SupervisionItemView> OpenAsync(long id, Reviewer reader)
    {
        if (Find(id) is not { } row || !reader.Sees(row))
            throw new ProblemException(DecisionCodes.NotFound, "There is no such item.");
        var labels = new RoomLabels(database, users, row.Room);
        var names = IsUnmasked(id, reader);
        var slice = SliceOf(row).Select(leaf => lines.Read(leaf, labels, names)).OfType<ReviewLine>().ToArray();
        var own = lines.Read(row.Leaf, labels, names);
        var forms = context.OtherForms(row, labels, names);
        var viewed = WireTime.Format(time.GetUtcNow());
        await access.NoteAsync(reader.Principal, AccessLog.Item, new JsonObject { ["item"] = id, ["records"] = new JsonArray([.. slice.Concat(forms).Select(l => (JsonNode)l.Index)]) }, (connection, leaf) =>
        {
            connection.Execute("INSERT INTO supervision_views(item, account, leaf) VALUES (@id, @Account, @leaf) ON CONFLICT DO NOTHING", new { id, reader.Account, leaf });
            connection.Execute("UPDATE supervision_items SET viewed=@viewed WHERE id=@id AND viewed IS NULL", new { id, viewed });
        });
        var view = new SupervisionItemView
        {
            Item = Of(Find(id)!, labels, names),
            Content = own?.Content,
            BodyAbsent = own?.BodyAbsent,
            Hits = own?.Hits,
            HitsCut = own?.HitsCut,
            Names = names,
            Conversation = slice,
            Same = row.Same is null ? [] : database.Read(c => c.Query<long>("SELECT id FROM supervision_items WHERE same=@Same AND id<>@Id ORDER BY id DESC LIMIT @max", new { row.Same, row.Id, max = SameMax }).ToArray()),
            Like = LikeOf(row),
            Versions = forms.Length == 0 ? null : forms,
            Steps = StepsOf(id),
        };
        return context.Complete(view, row, labels, reader);
    }

    private SupervisionItem Of(ItemRow row, RoomLabels labels, bool names) => new()
    {
        Id = row.Id, Queue = row.Queue, Source = row.Source, State = row.State, Level = (int)row.Level, Index = row.Leaf, Archived = row.Archived, Created = row.Created, Due = row.Due,
        Assignee = row.Assignee, Policies = row.PolicyNames, Who = labels.Of(row.Sender), User = names ? users.Get(row.Sender).UserId : null, Room = row.Room,
        RoomId = names ? rooms.Get(row.Room).RoomId : null, Network = row.Network, Same = SameAs(row), Must = row.Must ? true : null, Viewed = row.Viewed is null ? null : true,
        Disposition = row.Disposition, ClosedBy = row.ClosedBy, ClosedAt = row.ClosedAt,
    };

    private int SameAs(ItemRow row) => row.Same is null ? 0 : database.Read(c =>
        c.ExecuteScalar<int>("SELECT count(*) FROM (SELECT 1 FROM supervision_items WHERE same=@Same AND id<>@Id LIMIT @max)", new { row.Same, row.Id, max = SameMax }));

    /// <summary>Those with nearly the same text, without those with the same.</summary>
    private long[] LikeOf(ItemRow row) => database.Read(c => c.Query<long>(
        $"SELECT id FROM supervision_items WHERE id IN ({ItemLane.Like}) AND id<>@like AND same IS NOT @Same ORDER BY id DESC LIMIT @max", new { like = row.Id, row.Same, max = SameMax }).ToArray());

    private bool IsUnmasked(long item, Reviewer reader) =>
        database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM supervision_unmasked WHERE item=@item AND account=@Account", new { item, reader.Account })) > 0;

    private List<long> SliceOf(ItemRow row)
    {
        var hidden = SearchRequest.KindsHiddenFrom(Array.Empty<string>());
        var before = timeline.Before(row.Room, row.Leaf, ConversationSize / 2, hidden);
        return [.. before, .. timeline.After(row.Room, row.Leaf - 1, log.Committed, ConversationSize - before.Count, hidden)];
    }

    private ReviewStep[] StepsOf(long item)
    {
        var leaves = database.Read(c => c.Query<long>("SELECT leaf FROM supervision_steps WHERE item=@item ORDER BY leaf DESC LIMIT @max", new { item, max = StepsMax }).AsList());
        return [.. leaves.AsEnumerable().Reverse().Select(StepOf).OfType<ReviewStep>()];
    }

    private ReviewStep? StepOf(long leaf)
    {
        if (archive.One(leaf) is not { LeafHash: null } record)
            return null;
        var content = record.Body?.Content ?? default;
        var isReview = record.Record.GetProperty("kind").GetString() == LogRecord.Review;
        return new ReviewStep
        {
            At = record.Record.GetProperty("at").GetString()!, By = isReview ? Text(content, "by") ?? "" : "", What = isReview ? record.Record.GetProperty("what").GetString()! : ItemSources.Report, Record = leaf,
            Why = Text(content, "why") ?? Text(content, "reason"), To = Text(content, "to"), Text = Text(content, "text"), Disposition = Text(record.Record, "disposition"),
        };
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
