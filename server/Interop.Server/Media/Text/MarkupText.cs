using System.Net;
using System.Text;

namespace Interop.Server.Media.Text;

/// <summary>
/// What stands between tags. One pass, no tree: a tree of a file that somebody wrote to be large or deep costs more than the file. Scripts, styles and
/// comments are left out; every tag counts as a space, but those that stand within words.
/// </summary>
internal static class MarkupText
{
    private const int TagCharactersMax = 64;
    private const int EntityCharactersMax = 32;
    private static readonly string[] WithinWords = ["a", "abbr", "b", "bdi", "bdo", "code", "del", "em", "font", "i", "ins", "mark", "s", "small", "span", "strong", "sub", "sup", "tspan", "u", "wbr"];
    private static readonly string[] Unread = ["script", "style"];

    public static void Read(TextReader reader, StringBuilder text, int charactersMax)
    {
        int next;
        while (text.Length < charactersMax && (next = reader.Read()) >= 0)
        {
            if (next == '<')
                Tag(reader, text);
            else if (next == '&')
                Entity(reader, text);
            else
                Append(text, (char)next);
        }
    }

    private static void Tag(TextReader reader, StringBuilder text)
    {
        if (reader.Peek() is var after && after != '/' && after != '!' && after != '?' && !char.IsAsciiLetter((char)Math.Max(after, 0)))
        {
            text.Append('<');
            return;
        }
        var tag = new StringBuilder();
        int next;
        while ((next = reader.Read()) >= 0 && next != '>')
        {
            if (tag.Length < TagCharactersMax)
                tag.Append((char)next);
            if (tag.Length == 3 && tag.Equals("!--"))
            {
                Skip(reader, "-->");
                return;
            }
            if (tag.Length == 8 && tag.Equals("![CDATA["))
                return; // its text is text; the end of it is left as it stands
        }
        var name = new string([.. tag.ToString().TrimStart('/').TakeWhile(c => char.IsAsciiLetterOrDigit(c))]).ToLowerInvariant();
        if (Unread.Contains(name, StringComparer.Ordinal) && tag[0] != '/' && tag[^1] != '/')
            Skip(reader, "</" + name);
        if (!WithinWords.Contains(name, StringComparer.Ordinal))
            Append(text, '\n');
    }

    private static void Entity(TextReader reader, StringBuilder text)
    {
        var entity = new StringBuilder("&");
        while (entity.Length < EntityCharactersMax && reader.Peek() is var next && (char.IsAsciiLetterOrDigit((char)Math.Max(next, 0)) || next is '#' or ';'))
        {
            entity.Append((char)reader.Read());
            if (next == ';')
                break;
        }
        text.Append(WebUtility.HtmlDecode(entity.ToString()));
    }

    /// <summary>Reads on until after these characters, without regard to case; the tag that they begin ends with the next '>'.</summary>
    private static void Skip(TextReader reader, string end)
    {
        var matched = 0;
        int next;
        while ((next = reader.Read()) >= 0)
        {
            var c = char.ToLowerInvariant((char)next);
            // Of "-->" and "</script" only the first characters can begin anew within them.
            matched = c == end[matched] ? matched + 1 : end == "-->" && matched == 2 && c == '-' ? 2 : c == end[0] ? 1 : 0;
            if (matched == end.Length)
                break;
        }
        while (end[^1] != '>' && (next = reader.Read()) >= 0 && next != '>')
        {
        }
    }

    /// <summary>White space once.</summary>
    private static void Append(StringBuilder text, char c)
    {
        if (!char.IsWhiteSpace(c))
            text.Append(c);
        else if (text.Length > 0 && !char.IsWhiteSpace(text[^1]))
            text.Append(c == '\n' ? '\n' : ' ');
    }
}
