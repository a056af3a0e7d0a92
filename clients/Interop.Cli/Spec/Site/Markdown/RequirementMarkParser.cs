using Interop.Cli.Spec.Sources;
using Markdig.Helpers;
using Markdig.Parsers;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>Reads [ROM-5.1] before Markdown takes the bracket for a link.</summary>
internal sealed class RequirementMarkParser : InlineParser
{
    private const int LengthMax = 12;

    public RequirementMarkParser() => OpeningCharacters = ['['];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var length = Math.Min(LengthMax, slice.Length);
        var close = slice.Text.IndexOf(']', slice.Start, length);
        if (close < 0)
            return false;
        var id = slice.Text[(slice.Start + 1)..close];
        if (!RequirementId.TryRead(id, out _, out _, out _))
            return false;
        processor.Inline = new RequirementMark(id);
        slice.Start = close + 1;
        return true;
    }
}
