using System.Globalization;

namespace Interop.Protocol.HttpSignatures;

/// <summary>The text that a signature of RFC 9421 is over (§2.5): a line for each covered component, and the parameters.</summary>
internal static class SignatureBase
{
    /// <summary>Writes the text for an inner list of components with its parameters.</summary>
    /// <param name="message">What is signed.</param>
    /// <param name="input">The member of Signature-Input.</param>
    /// <param name="fault">Why there is none: the component that is missing, doubled or not known here.</param>
    public static string? Of(HttpMessage message, StructuredItem input, out string fault)
    {
        fault = "";
        var text = new System.Text.StringBuilder(512);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var component in input.Inner ?? [])
        {
            var identifier = StructuredFields.Text(component);
            if (!seen.Add(identifier))
            {
                fault = $"{identifier} is covered twice";
                return null;
            }
            if (Value(message, component) is not { } value || !IsLine(value))
            {
                fault = $"{identifier} is not in the message, or not of a kind that is known here";
                return null;
            }
            text.Append(identifier).Append(": ").Append(value).Append('\n');
        }
        return text.Append("\"@signature-params\": ").Append(StructuredFields.Text(input)).ToString();
    }

    private static string? Value(HttpMessage message, StructuredItem component)
    {
        if (component.Value is not string name)
            return null;
        HttpMessage? from = message;
        string? member = null;
        foreach (var (parameter, value) in component.Parameters)
        {
            if (parameter == "req" && value is true)
                from = message.Request;
            else if (parameter == "key" && value is string key)
                member = key;
            else
                return null;
        }
        if (from is null)
            return null;
        if (name.StartsWith('@'))
            return member is null ? Derived(from, name) : null;
        if (name.Any(char.IsAsciiLetterUpper) || !from.Fields.TryGetValue(name, out var field))
            return null;
        if (member is null)
            return field.Trim(' ', '\t');
        return StructuredFields.Dictionary(field)?.GetValueOrDefault(member) is { } found ? StructuredFields.Text(found) : null;
    }

    private static string? Derived(HttpMessage message, string name) => name switch
    {
        "@method" => message.Method,
        "@target-uri" => message.TargetUri,
        "@status" => message.Status?.ToString(CultureInfo.InvariantCulture),
        "@authority" => TargetParts.Of(message.TargetUri)?.Authority,
        "@path" => TargetParts.Of(message.TargetUri)?.Path,
        "@query" => TargetParts.Of(message.TargetUri)?.Query,
        _ => null,
    };

    /// <summary>Printable ASCII: a line end in a value would let it pass for two lines.</summary>
    private static bool IsLine(string value)
    {
        foreach (var c in value)
        {
            if (c is (< ' ' or > '~') and not '\t')
                return false;
        }
        return true;
    }
}
