using System.Globalization;
using System.Text;

namespace Interop.Bridges.Xmpp.Addresses;

/// <summary>
/// Nicknames for rooms. Servers still prepare them with Unicode 3.2: emoji are refused, wide and circled signs rewritten, invisible ones dropped. So a
/// display name is made simple before it is tried; the full name goes along as XEP-0172, and what the server made of it is read from its answer.
/// </summary>
internal static class Nickname
{
    private const int LengthMax = 60;
    private const int Suffixes = 9;

    /// <summary>Names to try, best first: the display name made simple, in ASCII alone, and the local part of the account.</summary>
    public static IEnumerable<string> Candidates(string displayName, string account)
    {
        var local = Ascii(account.Split('@')[0]);
        string[] bases = [Simple(displayName), Ascii(displayName), local];
        var tried = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in bases.Where(n => n.Any(char.IsLetterOrDigit)))
        {
            if (tried.Add(name))
                yield return name;
            for (var i = 2; i <= Suffixes; i++)
            {
                if (tried.Add($"{name} ({i})"))
                    yield return $"{name} ({i})";
            }
        }
        yield return $"{(local.Any(char.IsLetterOrDigit) ? local : "guest")} ({Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(account)))[..8]})";
    }

    /// <summary>What two names have in common that look the same to people: case, width, invisible signs, spaces and common look-alikes do not count.</summary>
    public static string Skeleton(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var rune in Simple(name).EnumerateRunes())
        {
            var lower = Rune.ToLowerInvariant(rune);
            if (!Rune.IsWhiteSpace(lower))
                text.Append(LookAlike(lower));
        }
        return text.ToString();
    }

    /// <summary>The name without what Unicode 3.2 does not know, wide forms made narrow, spaces made one.</summary>
    public static string Simple(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (text.Length >= LengthMax)
                break;
            var folded = Fold(rune);
            if (folded == " " && (text.Length == 0 || text[^1] == ' '))
                continue;
            text.Append(folded);
        }
        return text.ToString().TrimEnd();
    }

    private static string Ascii(string name)
    {
        var text = new string([.. Simple(name).Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '.' or '_')]);
        return text.Trim();
    }

    private static string Fold(Rune rune)
    {
        var c = rune.Value;
        return c switch
        {
            >= 0xFF01 and <= 0xFF5E => ((char)(c - 0xFEE0)).ToString(), // wide ASCII
            >= 0x2460 and <= 0x2468 => ((char)('1' + c - 0x2460)).ToString(), // circled digits
            >= 0x24B6 and <= 0x24CF => ((char)('A' + c - 0x24B6)).ToString(),
            >= 0x24D0 and <= 0x24E9 => ((char)('a' + c - 0x24D0)).ToString(),
            0xFB00 => "ff",
            0xFB01 => "fi",
            0xFB02 => "fl",
            0xFB03 => "ffi",
            0xFB04 => "ffl",
            0xFB05 or 0xFB06 => "st",
            0x00AA => "a",
            0x00BA => "o",
            0x00B9 => "1",
            0x00B2 => "2",
            0x00B3 => "3",
            >= 0x2000 and <= 0x200A or 0x00A0 or 0x202F or 0x205F or 0x3000 or 0x20 or 0x09 or 0x0A => " ",
            _ when !rune.IsBmp => c is >= 0x20000 and <= 0x2A6D6 ? rune.ToString() : "",
            _ => IsPlain(rune) ? rune.ToString() : "",
        };
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.OtherSymbol or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.EnclosingMark => false,
        _ => rune.Value is not (0xFE0E or 0xFE0F or 0xFEFF or 0xFFFD) and not '/',
    };

    /// <summary>Letters of other alphabets that are drawn like Latin ones; a careful few.</summary>
    private static string LookAlike(Rune rune) => rune.Value switch
    {
        0x0430 or 0x03B1 => "a",
        0x0435 => "e",
        0x043E or 0x03BF or '0' => "o",
        0x0440 or 0x03C1 => "p",
        0x0441 => "c",
        0x0443 or 0x03C5 => "y",
        0x0445 or 0x03C7 => "x",
        0x0456 or 0x03B9 or 'l' or '1' or '|' or 0x0131 => "i",
        0x0455 => "s",
        0x0458 => "j",
        0x043A or 0x03BA => "k",
        0x03BD => "v",
        _ => rune.ToString(),
    };
}
