using Markdig.Helpers;
using Markdig.Syntax.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>Puts the sentence before each id into an element of its own, so that a link to the id shows which words it means.</summary>
internal static class SentenceWrapping
{
    public static void Wrap(ContainerInline container)
    {
        var sentence = new List<Inline>();
        for (var node = container.FirstChild; node is not null;)
        {
            if (node is RequirementMark mark)
            {
                node = Put(mark, sentence);
                sentence.Clear();
            }
            else if (node is LineBreakInline)
                sentence.Add(node);
            else if (node is LiteralInline literal && Cut(literal) is { } rest)
            {
                sentence.Clear();
                node = rest;
                continue;
            }
            else if (EndsSentence(node))
                sentence.Clear();
            else
                sentence.Add(node);
            node = node.NextSibling;
        }
    }

    /// <summary>Cuts a text after its first sentence, when another follows in it, and gives the rest.</summary>
    private static LiteralInline? Cut(LiteralInline literal)
    {
        var text = literal.Content.ToString();
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (text[i] is not ('.' or '!' or '?') || text[i + 1] != ' ' || text.AsSpan(i + 1).Trim().IsEmpty)
                continue;
            var rest = new LiteralInline(text[(i + 2)..]);
            literal.Content = new StringSlice(text[..(i + 2)]);
            literal.InsertAfter(rest);
            return rest;
        }
        return null;
    }

    /// <summary>A text that ends with a sentence whose id does not follow.</summary>
    private static bool EndsSentence(Inline node) =>
        node is LiteralInline literal && literal.NextSibling is not (null or RequirementMark) && literal.Content.ToString().TrimEnd() is [.., '.' or '!' or '?'] trimmed && trimmed.Length < literal.Content.Length;

    private static RequirementSentence Put(RequirementMark mark, List<Inline> sentence)
    {
        var wrapped = new RequirementSentence(mark.Id);
        mark.InsertBefore(wrapped);
        foreach (var part in sentence)
        {
            part.Remove();
            wrapped.AppendChild(part);
        }
        // The space before the sentence stays outside, so that what is marked begins with its first word.
        if (wrapped.FirstChild is LiteralInline first && first.Content.ToString() is [' ', ..] begin)
        {
            first.Content = new StringSlice(begin.TrimStart());
            wrapped.InsertBefore(new LiteralInline(" "));
        }
        // The chip stays on the line of the last word; at the beginning of a line it would seem to belong to the next sentence.
        var end = new SentenceEnd();
        if (wrapped.LastChild is LiteralInline last)
        {
            var text = last.Content.ToString().TrimEnd();
            var cut = text.LastIndexOf(' ') + 1;
            last.Content = new StringSlice(text[..cut]);
            end.AppendChild(new LiteralInline(text[cut..]));
        }
        wrapped.AppendChild(end);
        mark.Remove();
        end.AppendChild(new LiteralInline("\u00A0")).AppendChild(mark);
        return wrapped;
    }
}
