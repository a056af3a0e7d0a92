using System.Buffers;
using System.Text;

namespace Interop.Server.Search.Text;

/// <summary>
/// Numbers that are written in groups (amounts, telephone numbers, IBANs, ISINs) are found however they are separated: beside their groups they are
/// indexed in one piece.
/// </summary>
internal static class JoinedNumbers
{
    private const int CharactersMax = 40;
    private const int GapMax = 2;
    private static readonly SearchValues<char> Separators = SearchValues.Create(" .,'-/:()+\u00A0\u2009\u202F\u2019\u2010\u2011\u2012\u2013");

    /// <summary>The joined form of each row of neighbouring groups with digits.</summary>
    public static IEnumerable<string> Of(string text, IReadOnlyList<Token> tokens)
    {
        var joined = new StringBuilder();
        for (var i = 0; i < tokens.Count;)
        {
            if (!HasDigit(tokens[i]))
            {
                i++;
                continue;
            }
            var first = i;
            joined.Clear().Append(tokens[i].Text);
            for (i++; i < tokens.Count && HasDigit(tokens[i]) && IsGap(text, tokens[i - 1].End, tokens[i].Start) && joined.Length + tokens[i].Text.Length <= CharactersMax; i++)
                joined.Append(tokens[i].Text);
            if (i - first > 1)
                yield return joined.ToString();
        }
    }

    private static bool HasDigit(Token token) => token.Kind == TokenKind.Word && token.Text.AsSpan().IndexOfAnyInRange('0', '9') >= 0;

    private static bool IsGap(string text, int from, int to) => to - from is > 0 and <= GapMax && !text.AsSpan(from, to - from).ContainsAnyExcept(Separators);
}
