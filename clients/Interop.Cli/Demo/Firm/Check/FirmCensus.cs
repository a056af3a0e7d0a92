using System.Text.Json;
using Interop.Cli.Demo.Checking;
using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Demo.Firm.Check;

/// <summary>What is in the firm's archive, counted record by record over the API.</summary>
internal sealed class FirmCensus
{
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> languages = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> files = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> policies = new(StringComparer.Ordinal);
    private readonly HashSet<string> rooms = new(StringComparer.Ordinal);

    /// <summary>Messages by language (BCP 47), edits among them.</summary>
    public IReadOnlyDictionary<string, long> Languages => languages;

    /// <summary>Files by media type.</summary>
    public IReadOnlyDictionary<string, long> Files => files;

    /// <summary>What policies have asked for, by name and version.</summary>
    public IReadOnlyDictionary<string, long> Policies => policies;

    /// <summary>Rooms in which something was said.</summary>
    public int Rooms => rooms.Count;

    /// <summary>Of: message, edit, retract, held, release, override, abuse, records.</summary>
    public long this[string what] => counts.GetValueOrDefault(what);

    public static async Task<FirmCensus> TakeAsync(OcipClient reader, CancellationToken stop)
    {
        var census = new FirmCensus();
        await foreach (var record in ArchiveRecords.AllAsync(reader, stop))
            census.Take(record);
        return census;
    }

    private void Take(ArchiveRecord record)
    {
        Add("records");
        // Of some kinds a reader is given the hash alone.
        if (record.Record.ValueKind != JsonValueKind.Object)
            return;
        var kind = ArchiveRecords.KindOf(record);
        if (kind is "abuse" or "release")
            Add(kind);
        if (kind == "release" && record.Record.TryGetProperty("override", out _))
            Add("override");
        if (kind != "event" || ArchiveRecords.TypeOf(record) is not ("message" or "edit" or "retract"))
            return;
        Add(ArchiveRecords.TypeOf(record)!);
        rooms.Add(record.Record.GetProperty("header").GetProperty("room").GetString()!);
        TakeDecision(record.Record.GetProperty("decision"));
        if (record.Body is not { } body || body.Content.ValueKind != JsonValueKind.Object || !body.Content.TryGetProperty("part", out var part))
            return;
        if (part.GetProperty("cardinality").GetString() == "external")
            Add(files, part.GetProperty("contentType").GetString()!);
        else if (ArchiveRecords.TextOf(record) is { } text && LanguageGuess.Of(text) is { } language)
            Add(languages, language);
    }

    private void TakeDecision(JsonElement decision)
    {
        if (decision.TryGetProperty("recipients", out var recipients) && recipients.EnumerateArray().Any(r => r.TryGetProperty("holdUntil", out _)))
            Add("held");
        if (decision.TryGetProperty("asked", out var asked))
        {
            foreach (var policy in asked.EnumerateArray())
                Add(policies, policy.GetString()!);
        }
    }

    private void Add(string what) => Add(counts, what);

    private static void Add(IDictionary<string, long> to, string what) => to[what] = (to.TryGetValue(what, out var n) ? n : 0) + 1;
}
