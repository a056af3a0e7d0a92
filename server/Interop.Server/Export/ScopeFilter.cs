using System.Text.Json;
using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Storage;

namespace Interop.Server.Export;

/// <summary>Which records of the log belong to an export, and why another does not (spec 08).</summary>
internal sealed class ScopeFilter : IDisposable
{
    /// <summary>Kinds that only who keeps records is given (spec 09): a hold is not told to those whom it may concern.</summary>
    private static readonly HashSet<string> OfHolds = new([LogRecord.Hold], StringComparer.Ordinal);

    private readonly ExportScope scope;
    private readonly HashSet<long>? people;
    private readonly HashSet<string> peopleIds;
    private readonly HashSet<long>? rooms;
    private readonly HashSet<string> roomIds;
    private readonly HashSet<string>? networks;
    private readonly HashSet<string>? kinds;
    private readonly ILookup<long, (long From, long To)> stays;
    private readonly bool seesHolds;
    private readonly LeafSet[] sets;

    private ScopeFilter(ExportScope scope, bool seesHolds, People people, HashSet<long>? rooms, LeafSet[] sets)
    {
        this.sets = sets;
        (this.scope, this.seesHolds, this.rooms, this.people, stays) = (scope, seesHolds, rooms, people.Rows, people.Stays);
        peopleIds = new HashSet<string>((scope.People ?? []).Select(p => p.Value), StringComparer.Ordinal);
        roomIds = new HashSet<string>((scope.Rooms ?? []).Select(r => r.Value), StringComparer.Ordinal);
        networks = scope.Networks is null ? null : new HashSet<string>(scope.Networks, StringComparer.Ordinal);
        kinds = scope.Kinds is null ? null : new HashSet<string>(scope.Kinds, StringComparer.Ordinal);
    }

    /// <param name="scope">What was asked for.</param>
    /// <param name="roles">Scopes of who asks.</param>
    /// <param name="folder">Has the sets of what was found and is held.</param>
    /// <param name="database">Knows the rows of people and rooms.</param>
    /// <param name="own">Whose ids are stored in their short form.</param>
    public static ScopeFilter Of(ExportScope scope, IReadOnlyCollection<string> roles, ExportFolder folder, Database database, ProviderName own)
    {
        var holds = roles.Contains(Roles.Records);
        HashSet<long>? rows = scope.Rooms is null ? null : [.. database.Read(c => c.Query<long>("SELECT id FROM rooms WHERE uuid IN @names",
            new { names = scope.Rooms.Select(r => r.Provider == own ? r.Uuid.ToString("D") : r.Value) }).AsList())];
        return new ScopeFilter(scope, holds, scope.People is null ? People.All : People.Of(scope.People, database, own), rows,
            [.. new[] { (scope.Query, ScopeSets.Found), (scope.Case, ScopeSets.Held) }.Where(s => s.Item1 is not null).Select(s => new LeafSet(folder, s.Item2))]);
    }

    /// <summary>Whether an index is in the ranges asked for.</summary>
    private bool InRange(long index) => scope.Ranges is null || scope.Ranges.Any(r => index >= r.First && index <= r.Last);

    /// <summary>The first index from here on that may belong to it; null for none. Asked by rising index.</summary>
    public long? Next(long index)
    {
        for (long? next = index; ;)
        {
            var before = next;
            next = NextInRange(next!.Value);
            foreach (var set in sets)
                next = next is { } at ? set.Next(at) : null;
            if (next is null || next == before)
                return next;
        }
    }

    private long? NextInRange(long index) => scope.Ranges is null ? index : scope.Ranges.Where(r => r.Last >= index).Select(r => (long?)Math.Max(r.First, index)).Min();

    /// <summary>Null when the record belongs to the export; else the reason why not.</summary>
    public string? Excludes(ExportRecord record)
    {
        if (!InRange(record.Index) || !InSets(record.Index) || (kinds is not null && !kinds.Contains(record.Kind)) || !InTime(record.At) || !InNetworks(record) || !InRooms(record) || !OfPeople(record))
            return "outOfScope";
        return OfHolds.Contains(record.Kind) && !seesHolds ? "role" : null;
    }

    public void Dispose()
    {
        foreach (var set in sets)
            set.Dispose();
    }

    // Each is asked: they are read from the first to the last.
    private bool InSets(long index) => sets.Count(set => set.Contains(index)) == sets.Length;

    // Times on the wire have one length and order as text.
    private bool InTime(string at) =>
        (scope.From is null || string.CompareOrdinal(at, scope.From) >= 0) && (scope.To is null || string.CompareOrdinal(at, scope.To) < 0);

    private bool InNetworks(ExportRecord record) => networks is null || (record.Network is { } network && networks.Contains(network));

    private bool InRooms(ExportRecord record) =>
        rooms is null || (record.Room is { } room && rooms.Contains(room)) || (record.Text("room") is { } named && roomIds.Contains(named));

    private bool OfPeople(ExportRecord record)
    {
        if (people is null)
            return true;
        if (record.Sender is { } sender && people.Contains(sender))
            return true;
        if (record is { Room: { } room, Seq: { } seq } && stays[room].Any(stay => stay.From <= seq && seq <= stay.To))
            return true;
        return Names(record.Root, "sender") || Names(record.Root, "user") || Names(record.Root, "recipient") || Names(record.Root, "requester")
            || Names(record.Root, "target") || Names(record.Root, "person") || NamesOne(record.Root, "users") || (record.Header is { } header && Names(header, "sender"));
    }

    private bool Names(JsonElement element, string member) => ExportRecord.Of(element, member) is { } named && peopleIds.Contains(named);

    private bool NamesOne(JsonElement element, string member) => element.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().Any(entry => entry.ValueKind == JsonValueKind.String && peopleIds.Contains(entry.GetString()!));

    /// <summary>People with what they could see.</summary>
    private sealed record People(HashSet<long>? Rows, ILookup<long, (long From, long To)> Stays)
    {
        public static readonly People All = new(null, Array.Empty<(long Room, long From, long To)>().ToLookup(s => s.Room, s => (s.From, s.To)));

        public static People Of(IEnumerable<UserId> asked, Database database, ProviderName own) => database.Read(c =>
        {
            var names = asked.Select(p => p.Provider == own ? p.Value[(p.Value.LastIndexOf('/') + 1)..] : p.Value).ToArray();
            var rows = c.Query<long>("SELECT id FROM users WHERE local IN @names", new { names }).ToHashSet();
            var stays = c.Query<(long Room, long From, long To)>(
                "SELECT room_id, joined_seq, coalesce(left_seq, 9223372036854775807) FROM participants WHERE user_id IN @rows", new { rows });
            return new People(rows, stays.ToLookup(s => s.Room, s => (s.From, s.To)));
        });
    }
}
