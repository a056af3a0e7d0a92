using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// A content without what policies take out of it (spec 07, redaction): places of strings, whole parts, and forms of a message that would still say what
/// another form has lost. It names each of them in its member redacted.
/// </summary>
internal sealed class RedactedContent
{
    /// <summary>Places of one event; with more of them nothing of it goes on.</summary>
    public const int PlacesMax = 200;

    private const int DepthMax = 8;

    private readonly JsonElement written;
    private readonly SortedSet<string> parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CutText> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Cut[]> cutsOf;

    private RedactedContent(JsonElement written, IReadOnlyList<Cut> cuts)
    {
        this.written = written;
        var tooMany = cuts.Count(c => !c.IsPart) > PlacesMax;
        parts.UnionWith(tooMany ? ["/part"] : cuts.Where(c => c.IsPart).Select(c => c.Pointer));
        cutsOf = tooMany ? [] : cuts.Where(c => !c.IsPart).GroupBy(c => c.Pointer, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.OrderBy(c => c.Start).ToArray(), StringComparer.Ordinal);
    }

    /// <param name="written">Content as its sender wrote it; it stays as it is.</param>
    /// <param name="cuts">At least one.</param>
    public static JsonObject Of(JsonElement written, IReadOnlyList<Cut> cuts)
    {
        var redacted = new RedactedContent(written, cuts);
        if (written.TryGetProperty("part", out var part))
            redacted.Look(part, "/part", 0);
        return redacted.Make();
    }

    /// <summary>Takes each string apart that loses something, and finds the forms that leak, the innermost first.</summary>
    private List<CutText> Look(JsonElement part, string pointer, int depth)
    {
        var found = new List<CutText>();
        if (part.ValueKind != JsonValueKind.Object || depth > DepthMax || parts.Contains(pointer))
            return found;
        var isMarkup = part.TryGetProperty("contentType", out var type) && type.ValueKind == JsonValueKind.String && type.GetString()!.StartsWith("text/html", StringComparison.OrdinalIgnoreCase);
        Add(part, pointer, "content", isMarkup, found);
        Add(part, pointer, "filename", isMarkup: false, found);
        if (isMarkup && found.Count > 0 && new AlternateLeaks([found]).Find().Count > 0)
        {
            TakeOut(pointer);
            return [.. found.Select(text => text.Gone())];
        }
        if (!part.TryGetProperty("parts", out var inner) || inner.ValueKind != JsonValueKind.Array)
            return found;
        var forms = inner.EnumerateArray().Select((form, index) => (IReadOnlyList<CutText>)Look(form, $"{pointer}/parts/{index}", depth + 1)).ToArray();
        if (part.TryGetProperty("semantics", out var semantics) && semantics.ValueEquals("chooseOne"u8))
        {
            foreach (var form in new AlternateLeaks(forms).Find())
            {
                TakeOut($"{pointer}/parts/{form}");
                forms[form] = [.. forms[form].Select(text => text.Gone())];
            }
        }
        found.AddRange(forms.SelectMany(form => form));
        return found;
    }

    private void Add(JsonElement part, string pointer, string member, bool isMarkup, List<CutText> found)
    {
        if (!part.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String)
            return;
        var place = $"{pointer}/{member}";
        var text = new CutText(value.GetString()!, isMarkup, cutsOf.GetValueOrDefault(place, []));
        found.Add(text);
        if (text.Places.Count > 0)
            texts[place] = text;
    }

    private void TakeOut(string pointer)
    {
        parts.Add(pointer);
        foreach (var within in texts.Keys.Where(p => p.StartsWith($"{pointer}/", StringComparison.Ordinal)).ToList())
            texts.Remove(within);
    }

    private JsonObject Make()
    {
        var content = JsonNode.Parse(written.GetRawText())!.AsObject();
        var named = new List<(string Pointer, int Start, JsonObject Place)>();
        foreach (var pointer in parts.Where(p => !parts.Any(other => p.StartsWith($"{other}/", StringComparison.Ordinal))))
        {
            if (Put(content, pointer, new JsonObject { ["cardinality"] = "null" }))
                named.Add((pointer, 0, new JsonObject { ["pointer"] = pointer }));
        }
        foreach (var (pointer, text) in texts)
        {
            Put(content, pointer, JsonValue.Create(text.Text));
            foreach (var (start, length) in text.Places)
                named.Add((pointer, start, new JsonObject { ["pointer"] = pointer, ["start"] = start, ["length"] = length }));
        }
        content["redacted"] = new JsonArray([.. named.OrderBy(n => n.Pointer, StringComparer.Ordinal).ThenBy(n => n.Start).Select(n => (JsonNode)n.Place)]);
        return content;
    }

    private static bool Put(JsonNode content, string pointer, JsonNode value)
    {
        var steps = ContentPointer.StepsOf(pointer);
        JsonNode? at = content;
        foreach (var step in steps[..^1])
            at = at is JsonObject parent ? parent[step] : at is JsonArray list && int.TryParse(step, out var index) && index < list.Count ? list[index] : null;
        var last = steps[^1];
        if (at is JsonObject holder && holder.ContainsKey(last))
            holder[last] = value;
        else if (at is JsonArray items && int.TryParse(last, out var place) && place < items.Count)
            items[place] = value;
        else
            return false;
        return true;
    }
}
