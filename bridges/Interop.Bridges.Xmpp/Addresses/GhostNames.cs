using System.Text;
using Interop.Bridges.Native;

namespace Interop.Bridges.Xmpp.Addresses;

/// <summary>
/// The addresses of ghosts: <c>alice@bridge.example.org</c> for the user alice of the server, <c>bob\40globex.example@bridge.example.org</c> for bob
/// of another provider, <c>matrix#\40alice\3ahs.test@bridge.example.org</c> for @alice:hs.test on Matrix. Letters that no server folds stay as they are; the ten characters that a local part may not have are written as XEP-0106
/// says; everything else (upper case, signs that servers fold, and = and # themselves) as =xx for each octet of its UTF-8.
/// </summary>
internal sealed class GhostNames(string domain)
{
    private const string Escaped = " \"&'/:<>@\\";
    private const int LocalOctetsMax = 1023;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Domain => domain;

    /// <summary>The address of a ghost; one to one.</summary>
    /// <exception cref="ArgumentException">Too long to be one.</exception>
    public NativeUserId Name(GhostAddress address)
    {
        var local = address.Network == GhostAddress.Ocip ? Encode(address.Account) : $"{address.Network}#{Encode(address.Account)}";
        if (local.Length == 0 || Encoding.UTF8.GetByteCount(local) > LocalOctetsMax)
            throw new ArgumentException($"'{address.Account}' is too long for a name on XMPP", nameof(address));
        return new NativeUserId($"{local}@{domain}");
    }

    /// <summary>Whom a ghost's address names, or null.</summary>
    public GhostAddress? Read(NativeUserId account)
    {
        if (!Jid.TryParse(account.Value, out var jid) || jid.Domain != domain || jid.Local.Length == 0)
            return null;
        var mark = jid.Local.IndexOf('#', StringComparison.Ordinal);
        var network = mark < 0 ? GhostAddress.Ocip : jid.Local[..mark];
        if (!IsNetwork(network) || (mark >= 0 && network == GhostAddress.Ocip) || Decode(jid.Local[(mark + 1)..]) is not { Length: > 0 } name)
            return null;
        // Only the one spelling that Name gives: else one person would have two ghosts.
        var address = new GhostAddress(network, name);
        return Name(address).Value == jid.Bare ? address : null;
    }

    /// <summary>Everybody in the component's domain but the bridge itself.</summary>
    public bool IsGhost(NativeUserId account) => Jid.TryParse(account.Value, out var jid) && jid.Domain == domain && jid.Local.Length > 0;

    private static bool IsNetwork(string network) =>
        network.Length > 0 && char.IsAsciiLetterLower(network[0]) && network.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    private static string Encode(string account)
    {
        var text = new StringBuilder(account.Length + 8);
        var last = account.Length - 1;
        for (var i = 0; i < account.Length; i++)
        {
            var c = account[i];
            // XEP-0106 §4.2: \20 may be neither first nor last.
            if (c == ' ' && (i == 0 || i == last))
                text.Append("=20");
            else if (Escaped.Contains(c, StringComparison.Ordinal))
                text.Append('\\').Append(((int)c).ToString("x2"));
            else if (IsStable(c))
                text.Append(c);
            else if (char.IsHighSurrogate(c) && i < last && char.IsLowSurrogate(account[i + 1]))
                AppendOctets(text, account.AsSpan(i++, 2));
            else
                AppendOctets(text, account.AsSpan(i, 1));
        }
        return text.ToString();
    }

    private static void AppendOctets(StringBuilder text, ReadOnlySpan<char> characters)
    {
        Span<byte> octets = stackalloc byte[4];
        foreach (var octet in octets[..Encoding.UTF8.GetBytes(characters, octets)])
            text.Append('=').Append(octet.ToString("x2"));
    }

    private static string? Decode(string local)
    {
        var octets = new List<byte>(local.Length);
        for (var i = 0; i < local.Length; i++)
        {
            if (local[i] is '\\' or '=')
            {
                if (i + 2 >= local.Length || !byte.TryParse(local.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var octet))
                    return null;
                octets.Add(octet);
                i += 2;
            }
            else
            {
                octets.AddRange(Encoding.UTF8.GetBytes(local, i, 1));
            }
        }
        try
        {
            return StrictUtf8.GetString([.. octets]);
        }
        catch (DecoderFallbackException)
        {
            return null; // such as half of a character: no name of ours
        }
    }

    /// <summary>Characters that nodeprep (RFC 3920 A) and PRECIS both leave alone wherever they stand; a careful choice, not all of them.</summary>
    private static bool IsStable(char c) => c switch
    {
        >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '.' or '_' or '~' or '+' or '!' or '$' or '(' or ')' or '*' or ',' or ';' or '?' => true,
        '[' or ']' or '^' or '`' or '{' or '}' or '|' or '%' => true,
        >= '\u00E0' and <= '\u00FF' => c != '\u00F7', // Latin small letters
        >= '\u03B1' and <= '\u03C9' => c != '\u03C2', // Greek; final sigma is folded
        >= '\u0430' and <= '\u045F' => c is not ('\u0450' or '\u045D'), // Cyrillic
        >= '\u05D0' and <= '\u05EA' => true, // Hebrew letters
        >= '\u0641' and <= '\u064A' => true, // Arabic letters without presentation forms
        >= '\u3041' and <= '\u3094' or >= '\u30A1' and <= '\u30FA' => true, // kana
        >= '\u4E00' and <= '\u9FA5' => true, // Han
        >= '\uAC00' and <= '\uD7A3' => true, // Hangul
        _ => false,
    };
}
