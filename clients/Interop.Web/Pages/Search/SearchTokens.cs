using System.Text.RegularExpressions;

namespace Interop.Web.Pages.Search;

/// <summary>Filters that stand among the words of a question, such as <c>people:alice type:edit</c>.</summary>
internal static partial class SearchTokens
{
    /// <summary>Names of filters, with what each is for and an example.</summary>
    public static readonly (string Name, string Hint)[] Filters =
    [
        ("people", "somebody who wrote it, or was there"), ("room", "a room by its name"), ("network", "such as whatsapp"), ("type", "message, edit, retract, membership"),
        ("policy", "that asked for more than to allow"), ("code", "of the decision, such as 2.1.1"), ("has", "file"), ("from", "a day, such as 2026-11-01"), ("before", "a day"),
    ];

    private const int TimeMaxMs = 100;

    public static readonly string[] Types = ["message", "edit", "retract", "membership", "room", "receipt"];

    /// <summary>Takes the filters out of the words.</summary>
    public static SearchQuestion Read(SearchQuestion question)
    {
        var found = question;
        var words = Token().Replace(question.Words ?? "", match =>
        {
            found = found.With(match.Groups["name"].Value.ToLowerInvariant(), match.Groups["value"].Value.Trim('"'));
            return " ";
        });
        return found with { Words = string.IsNullOrWhiteSpace(words) ? null : Blanks().Replace(words, " ").Trim() };
    }

    /// <summary>What is being written at the end: a filter and the beginning of its value, or the beginning of a filter's name (Filter is null then).</summary>
    public static (string? Filter, string Part, int Start) Last(string text)
    {
        var match = End().Match(text);
        return match.Groups["name"].Success ? (match.Groups["name"].Value.ToLowerInvariant(), match.Groups["value"].Value.Trim('"'), match.Index) : (null, match.Groups["word"].Value, match.Index);
    }

    [GeneratedRegex("(?<![\\w:])(?<name>people|person|room|network|type|policy|code|has|from|before):(?<value>\"[^\"]*\"|\\S+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeMaxMs)]
    private static partial Regex Token();

    [GeneratedRegex("((?<![\\w:])(?<name>people|person|room|network|type|policy|code|has):(?<value>\"[^\"]*|\\S*)|(?<word>\\S*))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeMaxMs)]
    private static partial Regex End();

    [GeneratedRegex("\\s{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
