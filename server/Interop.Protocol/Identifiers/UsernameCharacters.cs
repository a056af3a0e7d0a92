using System.Globalization;

namespace Interop.Protocol.Identifiers;

/// <summary>
/// The table username-characters.txt: which characters beyond ASCII a user id may have, and what NFC and the Bidi rule need to know of
/// them. The platform's own tables would not do: without ICU it normalizes nothing, and its version of Unicode changes under us.
/// </summary>
internal sealed class UsernameCharacters
{
    private static readonly Lazy<UsernameCharacters> Loaded = new(() => new UsernameCharacters());

    private readonly CodePointSet allowed;
    private readonly (CodePointSet Set, BidiClass Class)[] bidi;
    private readonly (CodePointSet Set, byte Class)[] combining;
    private readonly Dictionary<int, (int First, int Second)> decompositions;
    private readonly Dictionary<(int First, int Second), int> compositions;

    private UsernameCharacters()
    {
        var sections = Read();
        allowed = new CodePointSet(sections["allowed"]);
        bidi = [.. Enum.GetValues<BidiClass>().Where(c => sections.ContainsKey($"bidi {c}")).Select(c => (new CodePointSet(sections[$"bidi {c}"]), c))];
        combining =
        [
            .. sections.Where(s => s.Key.StartsWith("combining ", StringComparison.Ordinal))
                .Select(s => (new CodePointSet(s.Value), byte.Parse(s.Key.AsSpan("combining ".Length), CultureInfo.InvariantCulture))),
        ];
        decompositions = sections["decompose"].Select(Decomposition).ToDictionary();
        compositions = decompositions.ToDictionary(d => d.Value, d => d.Key);
    }

    public static UsernameCharacters Table => Loaded.Value;

    public bool IsAllowed(int codePoint) => allowed.Contains(codePoint);

    /// <summary>Bidi_Class; of letters and marks that the table does not name, left to right.</summary>
    public BidiClass Bidi(int codePoint)
    {
        if (codePoint < 0x80)
        {
            return (char)codePoint switch
            {
                >= 'a' and <= 'z' => BidiClass.L,
                >= '0' and <= '9' => BidiClass.EN,
                _ => BidiClass.ON, // of -, +, ., _, ~ and = some are ES or CS; the Bidi rule treats those alike
            };
        }
        foreach (var (set, bidiClass) in bidi)
        {
            if (set.Contains(codePoint))
                return bidiClass;
        }
        return BidiClass.L;
    }

    /// <summary>Canonical_Combining_Class; 0 of a starter.</summary>
    public byte CombiningClass(int codePoint)
    {
        if (codePoint < 0x300)
            return 0;
        foreach (var (set, combiningClass) in combining)
        {
            if (set.Contains(codePoint))
                return combiningClass;
        }
        return 0;
    }

    public bool TryDecompose(int codePoint, out (int First, int Second) parts) => decompositions.TryGetValue(codePoint, out parts);

    public bool TryCompose(int first, int second, out int codePoint) => compositions.TryGetValue((first, second), out codePoint);

    private static KeyValuePair<int, (int, int)> Decomposition(string token)
    {
        var numbers = token.Split('=', '+').Select(hex => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        return KeyValuePair.Create(numbers[0], (numbers[1], numbers[2]));
    }

    private static Dictionary<string, List<string>> Read()
    {
        using var stream = typeof(UsernameCharacters).Assembly.GetManifestResourceStream("username-characters.txt")
            ?? throw new InvalidOperationException("the table of characters is missing from the assembly");
        using var reader = new StreamReader(stream);
        var sections = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string> current = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            if (line.StartsWith('['))
                sections[line.Trim('[', ']')] = current = [];
            else
                current.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
        return sections;
    }
}
