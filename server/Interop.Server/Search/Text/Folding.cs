using System.Globalization;
using System.Reflection;
using System.Text;

namespace Interop.Server.Search.Text;

/// <summary>
/// What search takes a character for (spec 08): without case, diacritics and width. By a table of its own, since the process runs without ICU
/// (InvariantGlobalization), where .NET normalises nothing.
/// </summary>
internal static class Folding
{
    private static readonly string?[] Basic = new string?[0x10000];
    private static readonly Dictionary<int, string> Beyond = [];

    static Folding()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Interop.Server.Search.folding.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#')
                Read(line);
        }
    }

    /// <summary>What stands for the character: nothing, itself, or one or more others.</summary>
    public static string? Find(Rune rune) => rune.IsBmp ? Basic[rune.Value] : Beyond.GetValueOrDefault(rune.Value);

    private static void Read(string line)
    {
        var fields = line.Split(' ');
        var all = fields[0].EndsWith('=');
        var range = fields[0].TrimEnd('=').Split('/');
        var ends = range[0].Split('-');
        var (first, last, step) = (Number(ends[0]), Number(ends[^1]), range.Length > 1 ? Number(range[1]) : 1);
        var image = string.Concat(fields.Skip(1).Select(f => char.ConvertFromUtf32(Number(f))));
        for (var at = first; at <= last; at += step)
            Set(at, all || at == first ? image : char.ConvertFromUtf32(Number(fields[1]) + at - first));
    }

    private static void Set(int at, string image)
    {
        if (at < Basic.Length)
            Basic[at] = image;
        else
            Beyond[at] = image;
    }

    private static int Number(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
