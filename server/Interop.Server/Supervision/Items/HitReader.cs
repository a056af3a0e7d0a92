using System.Text.Json;
using Interop.Protocol.ReviewApi;
using Interop.Server.Compliance.Content;

namespace Interop.Server.Supervision.Items;

/// <summary>Where the policies that a record names have found something (spec 07.10), as places of the content as it is shown: names are masked in it.</summary>
internal sealed class HitReader(RecordedHits recorded)
{
    private const int HitsMax = 1_000;
    private const int AroundMax = 80;
    private const int FoundMax = 200;
    private const int MarginMax = 700;

    /// <summary>Null for none; and whether there are more.</summary>
    /// <param name="record">Of the event.</param>
    /// <param name="content">As it was written.</param>
    /// <param name="labels">That stand in place of ids of users; null: names are shown.</param>
    public (ContentHit[]? Hits, bool? IsCut) Of(JsonElement record, JsonElement content, RoomLabels? labels)
    {
        if (!record.TryGetProperty("decision", out var decision) || !decision.TryGetProperty("asked", out var asked))
            return (null, null);
        var type = record.GetProperty("header").GetProperty("type").GetString()!;
        var (hits, cut) = recorded.Of(asked.EnumerateArray().Select(name => name.GetString()!), type, content);
        if (hits.Count == 0)
            return (null, null);
        return ([.. hits.Take(HitsMax).Select(hit => View(hit, content, labels))], cut || hits.Count > HitsMax ? true : null);
    }

    private static ContentHit View(PolicyHit hit, JsonElement content, RoomLabels? labels)
    {
        var (start, length) = (hit.Start, hit.Length);
        if (labels is not null && hit.File is null && ContentPointer.StringAt(content, hit.Pointer) is { } text)
            (start, length) = labels.Place(text, start, length);
        return new ContentHit { Policy = hit.Policy, Version = hit.Version, Term = hit.Term, Pointer = hit.Pointer, Start = start, Length = length, File = hit.File is { } file ? View(hit, file, labels) : null };
    }

    private static ContentHitFile View(PolicyHit hit, ReadFile file, RoomLabels? labels)
    {
        // More than is shown: an id that begins or ends outside is masked too.
        var from = Math.Max(0, hit.Start - MarginMax);
        var text = file.Reading.Text[from..Math.Min(file.Reading.Text.Length, hit.Start + hit.Length + MarginMax)];
        var (start, length) = (hit.Start - from, hit.Length);
        if (labels is not null)
            ((start, length), text) = (labels.Place(text, start, length), labels.Mask(text));
        var end = start + length;
        return new ContentHitFile
        {
            Name = file.Name is { } name && labels is not null ? labels.Mask(name) : file.Name,
            Digest = file.Digest.Length == 0 ? null : file.Digest,
            Before = text[Pair(text, Math.Max(0, start - AroundMax))..start],
            Text = text[start..Pair(text, Math.Min(end, start + FoundMax))],
            After = text[end..Pair(text, Math.Min(text.Length, end + AroundMax))],
            Unreadable = file.Reading.Unreadable,
        };
    }

    /// <summary>Not within a surrogate pair.</summary>
    private static int Pair(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]) ? at - 1 : at;
}
