using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Interop.Server.Evidence.Tiles;

/// <summary>The end of a tile's path in C2SP tlog-tiles: the number in groups of three digits (x001/x234/067), and .p/W of a partial one.</summary>
/// <param name="Number">Of the tile within its level.</param>
/// <param name="Width">Hashes of a partial tile, 1 to 255; null for a whole one.</param>
internal sealed record TilePath(long Number, int? Width)
{
    private const string Partial = ".p/";
    private const int GroupsMax = 6;

    /// <summary>Reads it in its one spelling.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TilePath? path)
    {
        path = null;
        int? width = null;
        var at = text.IndexOf(Partial, StringComparison.Ordinal);
        if (at >= 0)
        {
            var digits = text[(at + Partial.Length)..];
            if (digits.StartsWith('0') || digits.Length > 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 255)
                return false;
            (width, text) = (number, text[..at]);
        }
        var groups = text.Split('/');
        if (groups.Length > GroupsMax || (groups.Length > 1 && groups[0] == "x000"))
            return false;
        var n = 0L;
        for (var i = 0; i < groups.Length; i++)
        {
            var group = i < groups.Length - 1 ? groups[i].StartsWith('x') ? groups[i][1..] : "" : groups[i];
            if (group.Length != 3 || !int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var part))
                return false;
            n = (n * 1000) + part;
        }
        path = new TilePath(n, width);
        return true;
    }

    public override string ToString()
    {
        var groups = new List<string> { $"{Number % 1000:D3}" };
        for (var rest = Number / 1000; rest > 0; rest /= 1000)
            groups.Insert(0, $"x{rest % 1000:D3}");
        return string.Join('/', groups) + (Width is { } width ? $"{Partial}{width}" : "");
    }
}
