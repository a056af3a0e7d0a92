using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Interop.Protocol.Decisions;
using Interop.Server.Inbound;

namespace Interop.Server.Search.Query;

/// <summary>
/// Where a page ended. Says everything that the next page needs: nothing is kept here between them. Whoever makes one up gets a page of what they may
/// search anyway.
/// </summary>
/// <param name="Question">Digest of question, filters and order: a cursor goes on with the same.</param>
/// <param name="Leaf">Last hit of the page.</param>
/// <param name="Score">Its score, by rank.</param>
/// <param name="Head">By rank: leaves below it are ranked, on all pages the same.</param>
/// <param name="Count">Hits, counted for the first page.</param>
/// <param name="More">There are more.</param>
internal sealed record SearchCursor(string Question, long Leaf, double Score, long Head, long Count, bool More)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"1 {Question} {Leaf} {BitConverter.DoubleToInt64Bits(Score)} {Head} {Count} {(More ? 1 : 0)}")));

    /// <exception cref="ProblemException">It is none, or another question's.</exception>
    public static SearchCursor? Read(string? text, string question)
    {
        if (text is null)
            return null;
        var fields = Base64Url.IsValid(text) ? Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(' ') : [];
        if (fields is not ["1", var asked, var leaf, var score, var head, var count, var more]
            || !Number(leaf, out var last) || !Number(score, out var bits) || !Number(head, out var size) || !Number(count, out var hits))
            throw new ProblemException(DecisionCodes.Malformed, "cursor is not one that a search has given.");
        if (asked != question)
            throw new ProblemException(DecisionCodes.Malformed, "cursor is another question's. Give it with the same q, filters and order, or leave it away.");
        return new SearchCursor(asked, last, BitConverter.Int64BitsToDouble(bits), size, hits, more == "1");
    }

    private static bool Number(string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
