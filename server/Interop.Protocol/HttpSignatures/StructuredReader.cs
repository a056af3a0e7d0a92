using System.Globalization;

namespace Interop.Protocol.HttpSignatures;

/// <summary>Reads the parts of a structured field (RFC 8941 §4.2), from left to right. What does not fit is null, never an exception.</summary>
internal ref struct StructuredReader(ReadOnlySpan<char> text)
{
    private const int ItemsMax = 64;
    private const int DigitsMax = 15;
    private readonly ReadOnlySpan<char> text = text;
    private int at;

    public readonly bool AtEnd => at >= text.Length;

    private readonly char Next => at < text.Length ? text[at] : '\0';

    public bool Take(char c)
    {
        if (Next != c)
            return false;
        at++;
        return true;
    }

    public void SkipSpaces()
    {
        while (Next == ' ')
            at++;
    }

    /// <summary>Spaces and tabs.</summary>
    public void SkipWhitespace()
    {
        while (Next is ' ' or '\t')
            at++;
    }

    public string? Key()
    {
        var start = at;
        if (!char.IsAsciiLetterLower(Next) && Next != '*')
            return null;
        while (char.IsAsciiLetterLower(Next) || char.IsAsciiDigit(Next) || Next is '_' or '-' or '.' or '*')
            at++;
        return text[start..at].ToString();
    }

    public StructuredItem? ItemOrInnerList()
    {
        if (!Take('('))
            return Item();
        var items = new List<StructuredItem>();
        while (true)
        {
            SkipSpaces();
            if (Take(')'))
                return Parameters() is { } parameters ? new StructuredItem(items.ToArray(), parameters) : null;
            if (items.Count >= ItemsMax || Item() is not { } item || Next is not (' ' or ')'))
                return null;
            items.Add(item);
        }
    }

    public List<KeyValuePair<string, object>>? Parameters()
    {
        var parameters = new List<KeyValuePair<string, object>>();
        while (Take(';'))
        {
            SkipSpaces();
            if (parameters.Count >= ItemsMax || Key() is not { } key || parameters.Exists(p => p.Key == key))
                return null;
            object? value = true;
            if (Take('='))
                value = Bare();
            if (value is null)
                return null;
            parameters.Add(new(key, value));
        }
        return parameters;
    }

    private StructuredItem? Item() => Bare() is { } value && Parameters() is { } parameters ? new StructuredItem(value, parameters) : null;

    private object? Bare() => Next switch
    {
        '"' => Words(),
        ':' => Octets(),
        '?' => Truth(),
        '-' or (>= '0' and <= '9') => Number(),
        '*' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => Token(),
        _ => null,
    };

    private string? Words()
    {
        var words = new System.Text.StringBuilder();
        for (at++; !AtEnd; at++)
        {
            var c = text[at];
            if (c == '"')
            {
                at++;
                return words.ToString();
            }
            if (c == '\\')
            {
                at++;
                if (Next is not ('"' or '\\'))
                    return null;
                c = text[at];
            }
            if (c is < ' ' or > '~')
                return null;
            words.Append(c);
        }
        return null;
    }

    private byte[]? Octets()
    {
        var length = text[(at + 1)..].IndexOf(':');
        if (length < 0)
            return null;
        var encoded = text.Slice(at + 1, length);
        var octets = new byte[(length / 4 * 3) + 3];
        if (!Convert.TryFromBase64Chars(encoded, octets, out var written))
            return null;
        // The decoder passes over white space and spare bits; only the one spelling counts.
        if (!encoded.SequenceEqual(Convert.ToBase64String(octets, 0, written)))
            return null;
        at += length + 2;
        return octets[..written];
    }

    private bool? Truth()
    {
        at++;
        return Take('1') ? true : Take('0') ? false : null;
    }

    private long? Number()
    {
        var start = at;
        Take('-');
        var digits = at;
        while (char.IsAsciiDigit(Next))
            at++;
        if (at == digits || at - digits > DigitsMax || Next == '.')
            return null;
        return long.Parse(text[start..at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private StructuredToken Token()
    {
        var start = at;
        while (char.IsAsciiLetterOrDigit(Next) || (Next != '\0' && "!#$%&'*+-.^_`|~:/".Contains(Next, StringComparison.Ordinal)))
            at++;
        return new StructuredToken(text[start..at].ToString());
    }
}
