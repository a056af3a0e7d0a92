using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Search.Query;
using Interop.Server.Storage;

namespace Interop.Server.Search;

/// <summary>Reads a search from its parameters (spec 08). What is not known is refused: a filter that is left out silently would find too much.</summary>
internal sealed class SearchRequest(Database database, RoomDirectory rooms, UserDirectory users)
{
    public static readonly string[] Parameters = ["q", "sender", "person", "room", "network", "kind", "type", "code", "policy", "persona", "media", "from", "to", "order", "limit", "cursor", "facets"];

    /// <exception cref="ProblemException">A parameter is unknown or wrong.</exception>
    public SearchQuestion Read(HttpRequest request, Principal reader)
    {
        if (request.Query.Keys.FirstOrDefault(name => !Parameters.Contains(name)) is { } unknown)
            throw new ProblemException(DecisionCodes.Malformed, $"There is no parameter {unknown}. There are: {string.Join(", ", Parameters)}.");
        var order = One(request, "order") switch
        {
            null or "newest" => SearchOrder.Newest,
            "oldest" => SearchOrder.Oldest,
            "rank" => SearchOrder.Rank,
            _ => throw new ProblemException(DecisionCodes.Malformed, "order is newest, oldest or rank."),
        };
        var text = One(request, "q");
        if (order == SearchOrder.Rank && text is null)
            throw new ProblemException(DecisionCodes.Malformed, "order=rank needs q: without words there is no rank.");
        var limit = request.Number("limit", QueryLimits.PageDefault);
        if (limit is < 1 or > QueryLimits.PageMax)
            throw new ProblemException(DecisionCodes.Malformed, $"limit is 1 to {QueryLimits.PageMax}.");
        var digest = DigestOf(request, reader);
        return new SearchQuestion(Node(text), Filter(request, reader), order, (int)limit, digest, SearchCursor.Read(One(request, "cursor"), digest));
    }

    /// <summary>It is to be said what the hits can be narrowed to.</summary>
    /// <exception cref="ProblemException">It is neither true nor left away.</exception>
    public static bool WantsFacets(HttpRequest request) => One(request, "facets") switch
    {
        null => false,
        "true" => true,
        _ => throw new ProblemException(DecisionCodes.Malformed, "facets is true, or left away."),
    };

    private static QueryNode? Node(string? text)
    {
        try
        {
            return text is null ? null : QueryParser.Parse(text);
        }
        catch (QueryException wrong)
        {
            throw Problem(wrong);
        }
    }

    public static ProblemException Problem(QueryException wrong) => new(DecisionCodes.Malformed, $"q: {wrong.Message}");

    private SearchFilter Filter(HttpRequest request, Principal reader)
    {
        var filter = new SearchFilter { Hidden = HiddenFrom(reader), From = Time(request, "from"), To = Time(request, "to") };
        Add(filter, request, "sender", text => Facets.Sender(UserOf("sender", text).Value));
        Add(filter, request, "room", text => Facets.Room(RoomOf(text).Id));
        Add(filter, request, "network", Facets.Network);
        Add(filter, request, "kind", text => Facets.Kind(RecordKinds.Checked("kind", text)));
        Add(filter, request, "type", Facets.Type);
        Add(filter, request, "code", text => Facets.Code(RecordKinds.CheckedCode(text)));
        Add(filter, request, "policy", Facets.Policy);
        Add(filter, request, "persona", Facets.Persona);
        foreach (var person in Values(request, "person"))
            filter.People.Add(Person(UserOf("person", person)));
        switch (One(request, "media"))
        {
            case null:
                break;
            case "true":
                filter.AnyOf.Add([Facets.Media]);
                break;
            default:
                throw new ProblemException(DecisionCodes.Malformed, "media is true, or left away.");
        }
        return filter;
    }

    /// <summary>What keeping records is about is shown to those who keep them; who has searched for what, to them and to examiners.</summary>
    public static string[] KindsHiddenFrom(Principal reader) => KindsHiddenFrom(reader.Scopes);

    /// <summary>The same, of somebody who has asked earlier.</summary>
    public static string[] KindsHiddenFrom(IReadOnlyCollection<string> scopes)
    {
        if (scopes.Contains(Roles.Records))
            return [];
        return scopes.Contains(Roles.Examiner) ? [LogRecord.Hold] : [LogRecord.Hold, LogRecord.Access];
    }

    private static string[] HiddenFrom(Principal reader) => [.. KindsHiddenFrom(reader).Select(Facets.Kind)];

    public Room RoomOf(string text)
    {
        var room = RoomId.TryParse(text, out var id) ? rooms.Find(id) : Guid.TryParseExact(text, "D", out var uuid) ? rooms.Find(uuid) : null;
        return room ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no room {text} here.");
    }

    private UserId UserOf(string parameter, string text)
    {
        if (UserId.TryParse(text, out var id))
            return id;
        // The short form, in which lists show people: its parts are those of the id.
        if (text.LastIndexOf('@') is > 0 and var at && UserId.TryParse($"ocip://{text[(at + 1)..]}/u/{text[..at]}", out var named))
            return named;
        return users.FindLocal(text)?.UserId ?? throw new ProblemException(DecisionCodes.Malformed, $"{parameter} is a user id, such as alice@acme.example, or the name of a user of this provider; {text} is neither.");
    }

    private PersonFilter Person(UserId id)
    {
        var stays = users.Find(id) is { } user
            ? database.Read(c => c.Query<(long Room, long Joined, long? Left)>("SELECT room_id, joined_seq, left_seq FROM participants WHERE user_id=@id", new { id = user.Id }).AsList())
            : [];
        return new PersonFilter(id.Value, stays.Select(s => new Stay(s.Room, s.Joined, s.Left)).ToLookup(s => s.RoomRow));
    }

    private static void Add(SearchFilter filter, HttpRequest request, string name, Func<string, string> facet)
    {
        var values = Values(request, name);
        if (values.Length > 0)
            filter.AnyOf.Add([.. values.Select(facet)]);
    }

    private static string[] Values(HttpRequest request, string name)
    {
        var values = request.Query[name].OfType<string>().ToArray();
        if (values.Length > QueryLimits.FilterValuesMax || values.Any(v => v.Length is 0 or > 512))
            throw new ProblemException(DecisionCodes.Malformed, $"{name} has at most {QueryLimits.FilterValuesMax} values, none empty.");
        return values;
    }

    private static string? One(HttpRequest request, string name) =>
        request.Query[name] is { Count: > 0 } values ? values.Count == 1 ? values[0] : throw new ProblemException(DecisionCodes.Malformed, $"{name} is given once.") : null;

    /// <summary>A time, or a day, which begins at midnight UTC.</summary>
    public static long? Time(HttpRequest request, string name)
    {
        if (One(request, name) is not { } text)
            return null;
        if (WireTime.TryParse(text, out var time))
            return time.ToUnixTimeMilliseconds();
        return DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
            ? day.ToUnixTimeMilliseconds()
            : throw new ProblemException(DecisionCodes.Malformed, $"{name} is a day such as 2026-01-31, or a time such as 2026-01-31T09:30:00.000Z.");
    }

    private static string DigestOf(HttpRequest request, Principal reader)
    {
        var asked = new StringBuilder();
        foreach (var name in Parameters.Where(name => name is not ("cursor" or "limit" or "facets")))
            asked.AppendJoin('\n', request.Query[name].Order(StringComparer.Ordinal)).Append('\f');
        asked.AppendJoin('\n', HiddenFrom(reader));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked.ToString())).AsSpan(0, 12));
    }
}
