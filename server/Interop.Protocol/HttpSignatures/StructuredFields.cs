namespace Interop.Protocol.HttpSignatures;

/// <summary>
/// Structured fields (RFC 8941) as far as signatures and digests need them: dictionaries of items and inner lists. Stricter than the RFC
/// in three ways, so that a field has one reading: no key twice, octets in canonical base64 only, no decimals.
/// </summary>
internal static class StructuredFields
{
    public const int LengthMax = 8192;

    /// <summary>Reads a field whose lines were joined by commas.</summary>
    /// <returns>Null when it is not such a dictionary.</returns>
    public static IReadOnlyDictionary<string, StructuredItem>? Dictionary(string? text)
    {
        if (text is null || text.Length > LengthMax)
            return null;
        var reader = new StructuredReader(text);
        var members = new Dictionary<string, StructuredItem>(StringComparer.Ordinal);
        reader.SkipSpaces();
        while (true)
        {
            if (reader.Key() is not { } key)
                return null;
            var value = reader.Take('=') ? reader.ItemOrInnerList() : reader.Parameters() is { } parameters ? new StructuredItem(true, parameters) : null;
            if (value is null || !members.TryAdd(key, value))
                return null;
            reader.SkipWhitespace();
            if (reader.AtEnd)
                return members;
            if (!reader.Take(','))
                return null;
            reader.SkipWhitespace();
        }
    }

    /// <summary>The one spelling of an item or inner list with its parameters (RFC 8941 §4.1).</summary>
    public static string Text(StructuredItem item)
    {
        var text = new System.Text.StringBuilder();
        Write(item, text);
        return text.ToString();
    }

    private static void Write(StructuredItem item, System.Text.StringBuilder text)
    {
        if (item.Inner is { } inner)
        {
            text.Append('(');
            for (var i = 0; i < inner.Length; i++)
            {
                if (i > 0)
                    text.Append(' ');
                Write(inner[i], text);
            }
            text.Append(')');
        }
        else
        {
            WriteBare(item.Value, text);
        }
        foreach (var (key, value) in item.Parameters)
        {
            text.Append(';').Append(key);
            if (value is true)
                continue;
            text.Append('=');
            WriteBare(value, text);
        }
    }

    private static void WriteBare(object value, System.Text.StringBuilder text)
    {
        switch (value)
        {
            case string words:
                text.Append('"').Append(words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
            case byte[] octets:
                text.Append(':').Append(Convert.ToBase64String(octets)).Append(':');
                break;
            case bool yes:
                text.Append(yes ? "?1" : "?0");
                break;
            case StructuredToken token:
                text.Append(token.Text);
                break;
            default:
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }
}
