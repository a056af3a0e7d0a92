using System.Net;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// What a reader sees of formatted text, in place: tags are taken out, and those that begin or end a line or cell become a line feed, so that a word that is
/// half bold is one word and two cells are two. Scripts, styles and comments go; entities become their characters.
/// </summary>
internal static class MarkupStripper
{
    private const int EntityCharactersMax = 32;
    private static readonly string[] WithinWords = ["a", "abbr", "b", "bdi", "bdo", "code", "del", "em", "font", "i", "ins", "mark", "s", "small", "span", "strong", "sub", "sup", "u", "wbr"];
    private static readonly string[] Unread = ["script", "style"];

    /// <summary>Answers how many of the characters are left; they stand at the beginning.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="origins">As long as the text: for each character that is left, where it stood. Empty when nobody asks.</param>
    public static int Strip(Span<char> text, Span<int> origins = default)
    {
        var (from, to) = (0, 0);
        while (from < text.Length)
        {
            var c = text[from];
            if (c == '<' && EndOfTag(text, from) is { } end)
            {
                var tag = from;
                var name = NameOf(text[(from + 1)..end]);
                from = Among(Unread, name) && text[from + 1] != '/' ? EndOfUnread(text, end) : end;
                if (!Among(WithinWords, name))
                    Put(text, origins, to++, '\n', tag);
            }
            else if (c == '&' && Entity(text[from..]) is { Length: > 0 } entity)
            {
                var decoded = WebUtility.HtmlDecode(new string(text.Slice(from, entity.Length)));
                // Never longer than it was written.
                foreach (var character in decoded)
                    Put(text, origins, to++, character, from);
                from += entity.Length;
            }
            else
            {
                Put(text, origins, to++, text[from], from);
                from++;
            }
        }
        return to;
    }

    private static void Put(Span<char> text, Span<int> origins, int to, char character, int from)
    {
        text[to] = character;
        if (!origins.IsEmpty)
            origins[to] = from;
    }

    /// <summary>After the tag or comment that begins there; null when none does.</summary>
    private static int? EndOfTag(ReadOnlySpan<char> text, int start)
    {
        if (start + 1 >= text.Length || !(char.IsAsciiLetter(text[start + 1]) || text[start + 1] is '/' or '!' or '?'))
            return null;
        var isComment = text[start..].StartsWith("<!--", StringComparison.Ordinal);
        var end = isComment ? text[start..].IndexOf("-->", StringComparison.Ordinal) : text[start..].IndexOf('>');
        return end < 0 ? text.Length : start + end + (isComment ? 3 : 1);
    }

    private static int EndOfUnread(ReadOnlySpan<char> text, int start)
    {
        var end = text[start..].IndexOf("</", StringComparison.Ordinal);
        return end < 0 ? text.Length : start + end;
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> tag)
    {
        var name = tag.TrimStart('/');
        var length = 0;
        while (length < name.Length && char.IsAsciiLetterOrDigit(name[length]))
            length++;
        return name[..length];
    }

    private static bool Among(string[] names, ReadOnlySpan<char> name)
    {
        foreach (var one in names)
        {
            if (name.Equals(one, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> Entity(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length && i < EntityCharactersMax; i++)
        {
            if (text[i] == ';')
                return i > 1 ? text[..(i + 1)] : default;
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] != '#')
                return default;
        }
        return default;
    }
}
