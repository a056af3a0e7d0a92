using System.Text.RegularExpressions;

namespace Interop.Cli.Spec.Site;

/// <summary>Sections that a description names, such as "Spec 8.4, 13.3", as links to them.</summary>
internal static partial class SectionLinks
{
    public static Markup In(string text, SiteMap map, string address)
    {
        var parts = new List<Markup>();
        var done = 0;
        foreach (Match mention in Mention().Matches(text))
        {
            foreach (Match number in Number().Matches(mention.Value))
            {
                if (map.SectionAddress(number.Value) is not { } section)
                    continue;
                var at = mention.Index + number.Index;
                parts.Add(Markup.Of($"""{text[done..at]}<a href="{SiteMap.Relative(address, section)}">{number.Value}</a>"""));
                done = at + number.Length;
            }
        }
        return Markup.Join(parts.Append(Markup.Of($"{text[done..]}")));
    }

    [GeneratedRegex(@"\bSpec \d+(\.\d+)?((, | and )\d+(\.\d+)?)*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mention();

    [GeneratedRegex(@"\d+(\.\d+)?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
