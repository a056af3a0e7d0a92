using System.Text.RegularExpressions;

namespace Interop.Cli.Spec.Site;

/// <summary>Code with its strings, names, numbers and comments marked. It marks what it is sure of and leaves the rest plain.</summary>
internal static partial class CodeView
{
    /// <param name="code">The text.</param>
    /// <param name="language">json or csharp; any other is left plain.</param>
    public static Markup Of(string code, string language) => Markup.Of($"<pre tabindex=\"0\"><code>{Marked(code.TrimEnd('\n'), language)}</code></pre>");

    private static Markup Marked(string code, string language) => language switch
    {
        "json" => Spans(code, Json()),
        "csharp" => Spans(code, CSharp()),
        _ => Markup.Of($"{code}"),
    };

    private static Markup Spans(string code, Regex tokens)
    {
        var parts = new List<Markup>();
        var done = 0;
        foreach (Match token in tokens.Matches(code))
        {
            var kind = token.Groups.Values.Skip(1).First(group => group.Success).Name;
            parts.Add(Markup.Of($"{code[done..token.Index]}<span class=\"{kind}\">{token.Value}</span>"));
            done = token.Index + token.Length;
        }
        return Markup.Join(parts.Append(Markup.Of($"{code[done..]}")));
    }

    // Classes: n a name, s a string, d a number, k a word of the language, c a comment.
    [GeneratedRegex("""(?<n>"(\\.|[^"\\])*"(?=\s*:))|(?<s>"(\\.|[^"\\])*")|(?<d>-?\b\d+(\.\d+)?([eE][+-]?\d+)?\b)|(?<k>\b(true|false|null)\b)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Json();

    [GeneratedRegex(
        """(?<c>//[^\n]*)|(?<s>\$?@?"(\\.|[^"\\\n])*")|(?<k>\b(async|await|bool|byte|case|catch|class|const|else|false|finally|for|foreach|if|in|int|is|long|new|not|null|or|out|private|public|readonly|return|static|string|switch|this|throw|true|try|using|var|void|while|with)\b)|(?<d>\b\d[\d_]*\b)""",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CSharp();
}
