using System.Text.Json;

namespace Interop.Protocol.Content;

/// <summary>
/// Whether a delivered body is the one that was written, but for the places that it names as redacted (spec 07, redaction). Whoever has both, as the
/// archive does, can tell that nothing else was changed, added or moved.
/// </summary>
public static class RedactionProof
{
    private const string Redacted = "redacted";

    /// <summary>True when the two are the same but for the named places.</summary>
    /// <param name="written">Content as its sender wrote it.</param>
    /// <param name="delivered">Content as it was delivered.</param>
    public static bool Holds(JsonElement written, JsonElement delivered)
    {
        if (written.ValueKind != JsonValueKind.Object || delivered.ValueKind != JsonValueKind.Object || written.TryGetProperty(Redacted, out _))
            return false;
        var places = new Dictionary<string, List<(int Start, int Length)>?>(StringComparer.Ordinal);
        if (delivered.TryGetProperty(Redacted, out var named) && !Read(named, places))
            return false;
        return IsSame(written, delivered, "", places) && places.Count == 0;
    }

    private static bool Read(JsonElement named, Dictionary<string, List<(int Start, int Length)>?> places)
    {
        if (named.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var place in named.EnumerateArray())
        {
            if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty("pointer", out var pointer) || pointer.GetString() is not { } path)
                return false;
            var hasStart = place.TryGetProperty("start", out var start);
            if (hasStart != place.TryGetProperty("length", out var length))
                return false;
            if (!hasStart && !places.TryAdd(path, null))
                return false;
            if (!hasStart)
                continue;
            if (!places.TryGetValue(path, out var known))
                places[path] = known = [];
            known?.Add((start.GetInt32(), length.GetInt32()));
            if (known is null)
                return false;
        }
        return true;
    }

    /// <summary>Walks both at once; a place is taken off the list where it is met, so that one that leads nowhere is left over.</summary>
    private static bool IsSame(JsonElement written, JsonElement delivered, string pointer, Dictionary<string, List<(int Start, int Length)>?> places)
    {
        if (places.Remove(pointer, out var here))
        {
            return here is null
                ? written.ValueKind == JsonValueKind.Object && IsEmptyPart(delivered)
                : written.ValueKind == JsonValueKind.String && delivered.ValueKind == JsonValueKind.String && IsCut(written.GetString()!, delivered.GetString()!, here);
        }
        if (written.ValueKind != delivered.ValueKind)
            return false;
        return written.ValueKind switch
        {
            JsonValueKind.Object => AreMembersSame(written, delivered, pointer, places),
            JsonValueKind.Array => AreItemsSame(written, delivered, pointer, places),
            _ => JsonElement.DeepEquals(written, delivered),
        };
    }

    private static bool IsEmptyPart(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.EnumerateObject().Count() == 1 && part.TryGetProperty("cardinality", out var cardinality) && cardinality.ValueEquals("null"u8);

    private static bool AreMembersSame(JsonElement written, JsonElement delivered, string pointer, Dictionary<string, List<(int Start, int Length)>?> places)
    {
        var count = 0;
        foreach (var member in delivered.EnumerateObject())
        {
            if (pointer.Length == 0 && member.NameEquals(Redacted))
                continue;
            count++;
            var step = member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            if (!written.TryGetProperty(member.Name, out var before) || !IsSame(before, member.Value, $"{pointer}/{step}", places))
                return false;
        }
        return count == written.EnumerateObject().Count();
    }

    private static bool AreItemsSame(JsonElement written, JsonElement delivered, string pointer, Dictionary<string, List<(int Start, int Length)>?> places)
    {
        if (written.GetArrayLength() != delivered.GetArrayLength())
            return false;
        for (var i = 0; i < written.GetArrayLength(); i++)
        {
            if (!IsSame(written[i], delivered[i], $"{pointer}/{i}", places))
                return false;
        }
        return true;
    }

    /// <summary>What stands between the places is in the written string, in this order, begins where it begins and ends where it ends; each place stands for something.</summary>
    private static bool IsCut(string written, string delivered, List<(int Start, int Length)> places)
    {
        places.Sort();
        var (from, at) = (0, 0);
        for (var i = 0; i < places.Count; i++)
        {
            var (start, length) = places[i];
            if (start < from || length <= 0 || start + length > delivered.Length)
                return false;
            var kept = delivered[from..start];
            var found = i == 0 ? (written.StartsWith(kept, StringComparison.Ordinal) ? 0 : -1) : written.IndexOf(kept, at, StringComparison.Ordinal);
            if (found < 0 || found + kept.Length >= written.Length)
                return false;
            (from, at) = (start + length, found + kept.Length + 1);
        }
        var rest = delivered[from..];
        return written.Length - at >= rest.Length && written.EndsWith(rest, StringComparison.Ordinal);
    }
}
