using System.Buffers;
using System.Buffers.Text;

namespace Interop.Server.Compliance.Content.Detection;

/// <summary>Secrets that can be told by how they begin, and what is assigned to a name that says so. Found in the text as it was written.</summary>
internal static class SecretKinds
{
    public const string Aws = "aws-access-key";
    public const string GitHub = "github-token";
    public const string Slack = "slack-token";
    public const string Google = "google-api-key";
    public const string Stripe = "stripe-key";
    public const string Jwt = "jwt";
    public const string PrivateKey = "private-key";
    public const string Assignment = "secret-assignment";

    /// <summary>Of an assignment: characters that are looked at.</summary>
    private const int ValueMax = 256;
    private const int ValueMin = 8;

    /// <summary>Bits for each character; a sentence of a language has less in so few characters, "correct" words repeat themselves.</summary>
    private const double EntropyMin = 2.9;

    private static readonly (string Kind, string Beginning)[] Beginnings =
    [
        (Aws, "AKIA"), (Aws, "ASIA"), (GitHub, "ghp_"), (GitHub, "gho_"), (GitHub, "ghu_"), (GitHub, "ghs_"), (GitHub, "ghr_"), (GitHub, "github_pat_"),
        (Slack, "xoxb-"), (Slack, "xoxp-"), (Slack, "xoxa-"), (Slack, "xoxr-"), (Slack, "xoxs-"), (Slack, "xapp-"), (Slack, "hooks.slack.com/services/"),
        (Google, "AIza"), (Stripe, "sk_live_"), (Stripe, "rk_live_"), (Jwt, "eyJ"), (PrivateKey, "-----BEGIN "),
    ];

    private static readonly SearchValues<string> AnyBeginning = SearchValues.Create([.. Beginnings.Select(b => b.Beginning)], StringComparison.Ordinal);
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n\"'`;,<>");
    private static readonly SearchValues<char> Signs = SearchValues.Create(":=");
    private static readonly string[] Names = ["password", "passwd", "pwd", "passphrase", "secret", "apikey", "accesskey", "privatekey", "token", "passwort", "kennwort", "motdepasse", "contraseña", "senha"];
    private static readonly SearchValues<char> AlphaNumeric = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> Wide = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/");

    public static readonly IReadOnlyList<string> All = [Aws, GitHub, Slack, Google, Stripe, Jwt, PrivateKey, Assignment];

    /// <summary>Where the next secret stands, from a place on; null when there is none.</summary>
    public static (string Kind, int Start, int Length)? Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOfAny(AnyBeginning);
            if (at < 0)
                return null;
            from += at;
            foreach (var (kind, beginning) in Beginnings)
            {
                if (text[from..].StartsWith(beginning, StringComparison.Ordinal) && IsBoundary(text, from) && LengthOf(kind, beginning, text[from..]) is > 0 and var length)
                    return (kind, from, length);
            }
            from++;
        }
        return null;
    }

    /// <summary>Where the next assignment to a telling name has its value.</summary>
    public static (int Start, int Length, int Behind)? NextAssignment(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOfAny(Signs);
            if (at < 0)
                return null;
            from += at;
            var sign = from++;
            while (from < text.Length && text[from] is ':' or '=' or '>' or ' ' or '\t' or '"' or '\'' or '`')
                from++;
            if (!IsTelling(text[..sign]))
                continue;
            var length = text[from..Math.Min(text.Length, from + ValueMax)].IndexOfAny(ValueEnds);
            length = length < 0 ? Math.Min(text.Length - from, ValueMax) : length;
            if (IsSecret(text.Slice(from, length)))
                return (from, length, from + length);
        }
        return null;
    }

    private static bool IsBoundary(ReadOnlySpan<char> text, int at) => at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]);

    private static int LengthOf(string kind, string beginning, ReadOnlySpan<char> text) => kind switch
    {
        Aws => Exactly(text, 4, 16, AlphaNumeric),
        GitHub => beginning == "github_pat_" ? AtLeast(text, beginning.Length, 70, Wide) : Exactly(text, beginning.Length, 36, AlphaNumeric),
        Slack => AtLeast(text, beginning.Length, beginning[0] == 'h' ? 30 : 20, Wide),
        Google => Exactly(text, 4, 35, Wide),
        Stripe => AtLeast(text, beginning.Length, 20, AlphaNumeric),
        Jwt => JwtLength(text),
        _ => PrivateKeyLength(text),
    };

    private static int Run(ReadOnlySpan<char> text, SearchValues<char> of)
    {
        var end = text.IndexOfAnyExcept(of);
        return end < 0 ? text.Length : end;
    }

    private static int Exactly(ReadOnlySpan<char> text, int before, int count, SearchValues<char> of) => Run(text[before..], of) == count ? before + count : 0;

    private static int AtLeast(ReadOnlySpan<char> text, int before, int count, SearchValues<char> of) => Run(text[before..], of) is var found && found >= count ? before + found : 0;

    /// <summary>Three parts in base64url, of which the first is a JSON object that names an algorithm.</summary>
    private static int JwtLength(ReadOnlySpan<char> text)
    {
        var first = Run(text, Wide);
        if (first >= text.Length || text[first] != '.' || first > 1024 || !text[(first + 1)..].StartsWith("eyJ", StringComparison.Ordinal))
            return 0;
        var second = Run(text[(first + 1)..], Wide);
        var behind = first + 1 + second;
        if (behind >= text.Length || text[behind] != '.')
            return 0;
        Span<byte> header = stackalloc byte[1024];
        return Base64Url.TryDecodeFromChars(text[..first], header, out var octets) && header[..octets].IndexOf("\"alg\""u8) >= 0 ? behind + 1 + Run(text[(behind + 1)..], Wide) : 0;
    }

    private static int PrivateKeyLength(ReadOnlySpan<char> text)
    {
        const string begin = "-----BEGIN ";
        var line = text[begin.Length..Math.Min(text.Length, 64)];
        var end = line.IndexOf("-----", StringComparison.Ordinal);
        if (end < 0 || !(line[..end].EndsWith("PRIVATE KEY", StringComparison.Ordinal) || line[..end].EndsWith("PRIVATE KEY BLOCK", StringComparison.Ordinal)))
            return 0;
        var close = text.IndexOf("-----END ", StringComparison.Ordinal);
        return close < 0 ? begin.Length + end + 5 : Math.Min(text.Length, close + "-----END ".Length + end + 5);
    }

    /// <summary>Whether the name that stands before the sign ends with one that says what follows; marks within it do not count.</summary>
    private static bool IsTelling(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(" \t\"'`");
        Span<char> name = stackalloc char[24];
        var count = name.Length;
        for (var i = before.Length - 1; i >= 0 && count > 0; i--)
        {
            if (char.IsLetterOrDigit(before[i]))
                name[--count] = char.ToLowerInvariant(before[i]);
            else if (before[i] is not ('_' or '-' or ' '))
                break;
        }
        foreach (var telling in Names)
        {
            if (name[count..].EndsWith(telling, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static bool IsSecret(ReadOnlySpan<char> value)
    {
        if (value.Length < ValueMin || value.StartsWith("${", StringComparison.Ordinal) || value.Contains("***", StringComparison.Ordinal) || value.Contains("://", StringComparison.Ordinal))
            return false;
        var (letters, digits, others) = (false, false, false);
        foreach (var c in value)
        {
            digits |= char.IsAsciiDigit(c);
            letters |= char.IsLetter(c);
            others |= !char.IsLetterOrDigit(c);
        }
        return (digits || others) && letters && Entropy(value) >= EntropyMin;
    }

    /// <summary>Shannon's entropy in bits for each character.</summary>
    private static double Entropy(ReadOnlySpan<char> value)
    {
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        foreach (var c in value)
            counts[c & 127]++;
        var bits = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
                bits -= (double)count / value.Length * Math.Log2((double)count / value.Length);
        }
        return bits;
    }
}
