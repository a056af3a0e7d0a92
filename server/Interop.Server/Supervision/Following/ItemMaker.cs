using System.Text.Json;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ReviewApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Search.Index;
using Interop.Server.Supervision.Settings;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Supervision.Following;

/// <summary>What a record brings to supervision (spec 07.9): items in the queues that ask for it, and sums. Reads committed records only.</summary>
internal sealed class ItemMaker(ServerOptions options, SettingsBook settings, GroupMembers groups, UserDirectory users, RoomDirectory rooms, EventLookup events, EqualTexts texts, FoundTerms terms, SourceReader source)
{
    public FollowedPage Of(IEnumerable<SourceRecord> records)
    {
        var now = settings.Current;
        var members = groups.Of(now.Queues.SelectMany(q => (q.Groups ?? []).Concat(q.Must?.Groups ?? [])));
        var page = new FollowedPage();
        foreach (var record in records)
        {
            switch (record.Kind)
            {
                case LogRecord.Event or LogRecord.Refusal:
                    TakeEvent(page, record, members);
                    break;
                case AbuseKind:
                    TakeReport(page, record, members);
                    break;
                case LogRecord.Access or LogRecord.Policy or LogRecord.Link when record.Body is not null:
                    TakeAccess(page, record);
                    break;
            }
        }
        return page;
    }

    /// <summary>Kind of the record of a participant's report.</summary>
    private const string AbuseKind = "abuse";

    private void TakeEvent(FollowedPage page, SourceRecord record, Dictionary<string, HashSet<long>> members)
    {
        if (Find(record) is not { } found)
            return;
        if (found.IsMessage && record.Kind == LogRecord.Event)
            page.Add(found.Day, SupervisionSums.Message, SupervisionSums.Person(found.Sender.IsOurs && found.Sender.Kind == User.Work ? found.Sender.Id : 0));
        foreach (var policy in found.Asked.Where(p => settings.Current.Queues.Any(q => BuiltInPolicies.Matches(q.Policies, BuiltInPolicies.NameOf(p)))))
            page.Add(found.Day, SupervisionSums.Hit, policy);
        var inIt = terms.Of(found);
        foreach (var term in inIt)
            page.Terms[(found.Day, term)] = page.Terms.GetValueOrDefault((found.Day, term)) + 1;
        var waits = found.IsHeld && record.Kind == LogRecord.Event && found.Asked.Any(p => !BuiltInPolicies.Travel.Contains(BuiltInPolicies.NameOf(p)));
        foreach (var queue in settings.Current.Queues)
        {
            var person = PersonOf(found, queue.Groups, members);
            var asked = found.Asked.Where(p => BuiltInPolicies.Matches(queue.Policies, BuiltInPolicies.NameOf(p))).ToArray();
            var must = queue.Must?.Groups?.Any(g => found.IsMessage && record.Kind == LogRecord.Event && members[g].Contains(found.Sender.Id)) == true;
            var by = asked.Length == 0 ? must ? ItemSources.Must : null : found.IsHeld ? ItemSources.Held : ItemSources.Policy;
            if (by is null || (person is null && !must) || (by != ItemSources.Must && queue.Sources?.Contains(by) == false))
                continue;
            waits = waits && by != ItemSources.Held;
            page.Items.Add(Item(queue, found, person ?? found.Sender.Id, by) with
            {
                Policies = asked,
                Terms = [.. inIt.Where(t => asked.Contains(t.Policy))],
                Must = must || asked.Any(p => BuiltInPolicies.Matches(queue.Must?.Policies ?? [], BuiltInPolicies.NameOf(p))),
            });
        }
        // Nobody would ever let it go on.
        if (waits)
            page.Items.Add(Item(Rest, found, PersonOf(found, null, members) ?? found.Sender.Id, ItemSources.Held) with { Policies = found.Asked, Terms = inIt });
    }

    /// <summary>Where that comes which has to be reviewed and which no queue takes.</summary>
    private ReviewQueue Rest => settings.Queue(SettingsBook.DefaultQueue) ?? new ReviewQueue { Name = SettingsBook.DefaultQueue, Policies = [] };

    /// <summary>To the first queue that takes reports of this person; else to the one for what no queue takes.</summary>
    private void TakeReport(FollowedPage page, SourceRecord report, Dictionary<string, HashSet<long>> members)
    {
        using var parsed = JsonDocument.Parse(report.Record);
        if (!EventId.TryParse(parsed.RootElement.GetProperty("event").GetString(), out var id) || events.Find(id) is not { } about || source.One(about.Leaf) is not { } record || Find(record) is not { } found)
            return;
        foreach (var queue in settings.Current.Queues.Where(q => q.Sources?.Contains(ItemSources.Report) != false))
        {
            if (PersonOf(found, queue.Groups, members) is not { } person)
                continue;
            page.Items.Add(Item(queue, found, person, ItemSources.Report) with { Policies = [], Must = true, Report = report.Leaf });
            return;
        }
        // Who reports something is not left without anybody who reads it.
        page.Items.Add(Item(Rest, found, PersonOf(found, null, members) ?? found.Sender.Id, ItemSources.Report) with { Policies = [], Must = true, Report = report.Leaf });
    }

    /// <summary>What an officer has read or changed.</summary>
    private static void TakeAccess(FollowedPage page, SourceRecord record)
    {
        using var parsed = JsonDocument.Parse(record.Record);
        using var body = JsonDocument.Parse(record.Body);
        var content = body.RootElement.GetProperty("content");
        if (!content.TryGetProperty("by", out var by) || by.ValueKind != JsonValueKind.String)
            return;
        var what = parsed.RootElement.TryGetProperty("what", out var said) ? said.GetString()! : record.Kind;
        var given = content.TryGetProperty("records", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(i => i.GetInt64())] : Array.Empty<long>();
        // Of records that were read as a page the first and the last are named.
        var count = what == AccessLog.Record && given.Length == 2 ? given[1] - given[0] + 1 : given.Length;
        // A person's word on the own figures: of the name of what officers read, and no reading.
        var state = record.Kind == LogRecord.Link ? LinkState(parsed.RootElement, content) : record.Kind == LogRecord.Policy && what == AccessLog.Labour ? "acknowledged" : parsed.RootElement.TryGetProperty("state", out var became) ? became.GetString() : null;
        page.Reads.Add(new OfficerRead(record.Leaf, parsed.RootElement.GetProperty("at").GetString()!, by.GetString()!, what, state, content.TryGetProperty("item", out var item) && item.ValueKind == JsonValueKind.Number ? item.GetInt64() : null, count));
    }

    private static string LinkState(JsonElement record, JsonElement content)
    {
        if (record.TryGetProperty("users", out _))
            return record.TryGetProperty("left", out _) ? "left" : "made";
        return content.TryGetProperty("account", out var account) && account.ValueKind == JsonValueKind.String ? "linked" : "unlinked";
    }

    /// <summary>An item of an event that was found otherwise: by a sample.</summary>
    public NewItem? Drawn(long leaf, ReviewQueue queue)
    {
        if (source.One(leaf) is not { } record || Find(record) is not { } found)
            return null;
        return Item(queue, found, PersonOf(found, null, []) ?? found.Sender.Id, ItemSources.Sample) with { Policies = found.Asked, Terms = terms.Of(found) };
    }

    private NewItem Item(ReviewQueue queue, FoundEvent found, long person, string by) => new()
    {
        Queue = queue.Name, Leaf = found.Leaf, Source = by, Room = found.Room, Sender = found.Sender.Id, Person = person, Policies = [], Network = found.Network, Archived = found.At,
        Due = queue.DueHours is { } hours ? WireTime.Format(WireTime.Parse(found.At).AddHours(hours)) : null,
        Same = found.Body is null ? null : texts.Of(found.Body),
        Bands = found.Body is null ? [] : texts.BandsOf(found.Body),
    };

    private FoundEvent? Find(SourceRecord record)
    {
        using var parsed = JsonDocument.Parse(record.Record);
        var root = parsed.RootElement;
        var header = root.GetProperty("header");
        if (record.RoomRow is not { } room || !UserId.TryParse(header.GetProperty("sender").GetString(), out var id) || users.Find(id) is not { } sender)
            return null;
        var decision = root.GetProperty("decision");
        string[] asked = decision.TryGetProperty("asked", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [];
        // What a proxy of its own holds is reviewed there (spec 7.7).
        var held = options.Proxy is null && decision.TryGetProperty("recipients", out var recipients) && recipients.EnumerateArray().Any(r => r.GetProperty("code").GetString() == DecisionCodes.HeldForReview.Code);
        return new FoundEvent(record.Leaf, room, sender, root.GetProperty("at").GetString()!, asked, held)
        {
            Network = header.TryGetProperty("network", out var network) ? network.GetString() : null,
            Type = header.GetProperty("type").GetString()!,
            Body = record.Body,
        };
    }

    /// <summary>The supervised person: who wrote it, or of what others wrote one of those to whom it went; null when nobody of the groups is concerned.</summary>
    private long? PersonOf(FoundEvent found, string[]? ofGroups, Dictionary<string, HashSet<long>> members)
    {
        bool IsOf(User user) => user is { IsOurs: true, Kind: User.Work } && (ofGroups is null || ofGroups.Any(g => members[g].Contains(user.Id)));
        if (found.Sender is { IsOurs: true, Kind: User.Work })
            return IsOf(found.Sender) ? found.Sender.Id : null;
        return Array.Find(rooms.Get(found.Room).Users, IsOf)?.Id ?? (ofGroups is null ? found.Sender.Id : null);
    }
}
