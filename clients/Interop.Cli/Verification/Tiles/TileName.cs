using System.Globalization;

namespace Interop.Cli.Verification.Tiles;

/// <summary>Paths of C2SP tlog-tiles.</summary>
internal static class TileName
{
    public const string Checkpoint = "checkpoint";

    /// <summary>Hashes or entries of a whole tile.</summary>
    public const int Width = 256;

    /// <param name="level">From 0, the leaf hashes.</param>
    /// <param name="number">Of the tile within its level.</param>
    /// <param name="width">1 to 256; fewer than that is a partial tile.</param>
    public static string Of(int level, long number, int width) => $"tile/{level.ToString(CultureInfo.InvariantCulture)}/{Number(number, width)}";

    /// <param name="number">Of the bundle.</param>
    /// <param name="width">Entries in it.</param>
    public static string OfEntries(long number, int width) => $"tile/entries/{Number(number, width)}";

    private static string Number(long number, int width)
    {
        var groups = new List<string> { $"{number % 1000:D3}" };
        for (var rest = number / 1000; rest > 0; rest /= 1000)
            groups.Insert(0, $"x{rest % 1000:D3}");
        return string.Join('/', groups) + (width < Width ? string.Create(CultureInfo.InvariantCulture, $".p/{width}") : "");
    }
}
