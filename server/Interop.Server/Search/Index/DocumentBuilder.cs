using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Search.Text;

namespace Interop.Server.Search.Index;

/// <summary>Makes of a record what is indexed of it: the words of its texts, and what it is filtered by.</summary>
internal static class DocumentBuilder
{
    /// <summary>Class of what has no body: it stays when bodies end.</summary>
    public const string Bare = "bare";

    private const int WordsMax = 100_000;

    /// <summary>Members of a fixed part that name people.</summary>
    private static readonly string[] People = ["recipient", "user", "requester", "target", "person"];

    public static (PartitionName Partition, IndexedDocument Document) Of(SourceRecord source)
    {
        using var record = JsonDocument.Parse(source.Record);
        var root = record.RootElement;
        var at = WireTime.Parse(root.GetProperty("at").GetString()!);
        // Who asked for what is found by who and when alone: the words of a question are nobody's message.
        var body = source.Kind == LogRecord.Access ? null : source.Body;
        var words = body is null ? [] : Words(RecordTexts.Of(body));
        var partition = PartitionName.Of(body is null ? Bare : ClassOf(source.Classes), at);
        return (partition, new IndexedDocument(source.Leaf, at, source.RoomRow, source.Seq, words, [.. FacetsOf(source, root).Distinct()]));
    }

    /// <summary>The words of all texts; a second form that says the same is not indexed again.</summary>
    public static List<string> Words(List<RecordText> texts)
    {
        var (words, joined, before) = (new List<string>(), new List<string>(), new List<List<Token>>());
        foreach (var text in texts)
        {
            var tokens = Tokenizer.Cut(text.Text);
            if (tokens.Count == 0 || before.Exists(b => b.Count == tokens.Count && b.Select(t => t.Text).SequenceEqual(tokens.Select(t => t.Text))))
                continue;
            before.Add(tokens);
            if (words.Count > 0)
                words.Add(Facets.Break);
            words.AddRange(tokens.Select(t => t.Text));
            joined.AddRange(JoinedNumbers.Of(text.Text, tokens));
            if (words.Count >= WordsMax)
                break;
        }
        if (joined.Count > 0)
            words.AddRange([Facets.Break, .. joined.Distinct(StringComparer.Ordinal)]);
        return words;
    }

    /// <summary>What a record is filtered by.</summary>
    public static HashSet<string> FacetsOf(SourceRecord source)
    {
        using var record = JsonDocument.Parse(source.Record);
        return FacetsOf(source, record.RootElement).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> FacetsOf(SourceRecord source, JsonElement root)
    {
        yield return Facets.Kind(source.Kind);
        if (source.RoomRow is { } room)
            yield return Facets.Room(room);
        if (root.TryGetProperty("media", out _))
            yield return Facets.Media;
        if (Text(root, "event") is { } ev)
            yield return Facets.Event(ev);
        if (Text(root, "network") is { } network)
            yield return Facets.Network(network);
        if (Text(root, "code") is { } code)
            yield return Facets.Code(code);
        foreach (var person in People.Select(name => Text(root, name)).Concat(Texts(root, "users")))
        {
            if (person is not null)
                yield return Facets.Person(person);
        }
        if (root.TryGetProperty("header", out var header))
        {
            foreach (var facet in OfHeader(header))
                yield return facet;
        }
        if (root.TryGetProperty("decision", out var decision) && decision.ValueKind == JsonValueKind.Object)
        {
            foreach (var facet in OfDecision(decision))
                yield return facet;
        }
    }

    private static IEnumerable<string> OfHeader(JsonElement header)
    {
        if (Text(header, "type") is { } type)
            yield return Facets.Type(type);
        if (Text(header, "network") is { } network)
            yield return Facets.Network(network);
        if (Text(header, "persona") is { } persona)
            yield return Facets.Persona(persona);
        if (Text(header, "sender") is { } sender)
        {
            yield return Facets.Sender(sender);
            yield return Facets.Person(sender);
        }
        if (header.TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.Object && Text(state, StateFields.Target) is { } target)
            yield return Facets.Person(target);
    }

    private static IEnumerable<string> OfDecision(JsonElement decision)
    {
        if (Text(decision, "code") is { } code)
            yield return Facets.Code(code);
        foreach (var policy in Texts(decision, "asked"))
        {
            yield return Facets.Policy(policy);
            // Whoever asks by the name alone means all its versions.
            if (policy.LastIndexOf('/') is > 0 and var slash)
                yield return Facets.Policy(policy[..slash]);
        }
        if (!decision.TryGetProperty("recipients", out var recipients) || recipients.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var recipient in recipients.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object))
        {
            if (Text(recipient, "user") is { } user)
                yield return Facets.Person(user);
            if (Text(recipient, "code") is { } own)
                yield return Facets.Code(own);
        }
    }

    private static string ClassOf(string? classes) =>
        classes is null || JsonSerializer.Deserialize(classes, Storage.StoreJson.Default.StringArray) is not { Length: > 0 } names ? "default" : string.Join('+', names);

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string> Texts(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)
            : [];
}
