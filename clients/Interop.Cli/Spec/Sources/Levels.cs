namespace Interop.Cli.Spec.Sources;

/// <summary>The words of RFC 2119, when they stand in capitals (RFC 8174).</summary>
internal static class Levels
{
    /// <summary>A sentence with an id that has none of the words: it defines.</summary>
    public const string Defines = "is";

    // Word → the level that it stands for in requirements.csv.
    private static readonly (string Word, string Level)[] Words =
    [
        ("MUST NOT", "MUST NOT"), ("MUST", "MUST"), ("SHALL NOT", "MUST NOT"), ("SHALL", "MUST"), ("REQUIRED", "MUST"),
        ("SHOULD NOT", "SHOULD NOT"), ("SHOULD", "SHOULD"), ("NOT RECOMMENDED", "SHOULD NOT"), ("RECOMMENDED", "SHOULD"),
        ("MAY", "MAY"), ("OPTIONAL", "MAY"),
    ];

    /// <summary>Every level that a row can have, the strongest first.</summary>
    public static IReadOnlyList<string> All { get; } = ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", Defines];

    /// <summary>The level of the word that the sentence begins its demand with; <see cref="Defines"/> when it has none.</summary>
    public static string Of(string sentence) => First(sentence).Level;

    /// <summary>The first such word of the sentence, or null.</summary>
    public static string? WordIn(string sentence) => First(sentence).Word;

    private static (string? Word, string Level) First(string sentence) => Words
        .Select(word => (word.Word, word.Level, At: IndexOfWord(sentence, word.Word)))
        .Where(found => found.At >= 0)
        .OrderBy(found => found.At).ThenByDescending(found => found.Word.Length)
        .Select(found => ((string?)found.Word, found.Level))
        .FirstOrDefault((null, Defines));

    private static int IndexOfWord(string sentence, string word)
    {
        for (var at = sentence.IndexOf(word, StringComparison.Ordinal); at >= 0; at = sentence.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetter(sentence[at - 1])) && (end == sentence.Length || !char.IsLetter(sentence[end])))
                return at;
        }
        return -1;
    }
}
