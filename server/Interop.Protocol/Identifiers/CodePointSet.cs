using System.Globalization;

namespace Interop.Protocol.Identifiers;

/// <summary>A set of Unicode code points, kept as ranges.</summary>
internal sealed class CodePointSet
{
    private readonly int[] starts;
    private readonly int[] ends;

    /// <param name="tokens">Code points and ranges in hexadecimal, rising: df-f6 f8.</param>
    public CodePointSet(IEnumerable<string> tokens)
    {
        var ranges = tokens.Select(token => token.Split('-')).ToList();
        starts = [.. ranges.Select(range => Read(range[0]))];
        ends = [.. ranges.Select(range => Read(range[^1]))];
    }

    public bool Contains(int codePoint)
    {
        var at = Array.BinarySearch(starts, codePoint);
        if (at < 0)
            at = ~at - 1;
        return at >= 0 && codePoint <= ends[at];
    }

    private static int Read(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
