using System.Text;

namespace Interop.Cli.Generating;

/// <summary>One language's words and sentences, from Words/*.txt: plausible office talk, no random letters.</summary>
internal sealed class Language
{
    private const int DepthMax = 4;
    private static readonly string[] Names = ["Anna", "Carlos", "Mei", "Yuki", "Omar", "Ivan", "Claire", "Jonas", "Priya", "Tom", "Sofia", "Ahmed", "Elena", "Lucas", "Hana"];
    private static readonly string[] Cities = ["London", "Paris", "Madrid", "Zürich", "Tokyo", "Dubai", "Singapore", "Lisbon", "Oslo", "Milan"];

    private readonly Dictionary<string, string[][]> words;

    private Language(string code, Dictionary<string, string[][]> words, bool isDense) => (Code, this.words, IsDense) = (code, words, isDense);

    /// <summary>BCP 47.</summary>
    public string Code { get; }

    /// <summary>A character says about as much as a word elsewhere.</summary>
    public bool IsDense { get; }

    public static IReadOnlyList<Language> All { get; } = [.. new[] { "en", "de", "zh", "fr", "ja", "es", "ar", "ru" }.Select(Load)];

    /// <summary>All that is said in it, without what stands in between.</summary>
    public IEnumerable<string> Pieces => words.Values.SelectMany(choices => choices).SelectMany(pieces => pieces.Where((_, place) => place % 2 == 0));

    /// <summary>Appends one of a kind: sentence, short.</summary>
    public void Say(StringBuilder text, string kind, Dice dice, int depth = 0)
    {
        switch (kind)
        {
            case "number":
                text.Append(1 + dice.Below(12));
                return;
            case "name":
                text.Append(Names[dice.Early(Names.Length)]);
                return;
            case "city":
                text.Append(Cities[dice.Early(Cities.Length)]);
                return;
            case "code":
                text.Append("INV-").Append(10_000 + dice.Below(90_000));
                return;
            case "amount":
                text.Append(1 + dice.Below(999)).Append(dice.Hits(500) ? ",000 EUR" : ",500 USD");
                return;
        }
        var choices = words[kind];
        // Pieces are plain text and, at odd places, what stands there.
        var pieces = choices[dice.Early(choices.Length)];
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i % 2 == 0)
                text.Append(pieces[i]);
            else if (depth < DepthMax)
                Say(text, pieces[i], dice, depth + 1);
        }
    }

    private static Language Load(string code)
    {
        using var reader = new StreamReader(typeof(Language).Assembly.GetManifestResourceStream($"Words.{code}.txt")!);
        var lines = new List<(string Kind, string Value)>();
        while (reader.ReadLine() is { } line)
        {
            var at = line.IndexOf(" = ", StringComparison.Ordinal);
            var kind = line[..at];
            lines.AddRange(kind == "sentence" ? [(kind, line[(at + 3)..])] : line[(at + 3)..].Split('|').Select(value => (kind, value)));
        }
        var read = lines.GroupBy(l => l.Kind, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(l => l.Value.Split('{', '}')).ToArray(), StringComparer.Ordinal);
        return new Language(code, read, isDense: code is "zh" or "ja");
    }
}
