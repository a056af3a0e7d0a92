namespace Interop.Server.Compliance.Content.Stems;

/// <summary>The Spanish stemmer of Snowball (snowballstem.org).</summary>
internal static class SpanishStemmer
{
    private static readonly string[] Pronouns = ["me", "se", "sela", "selo", "selas", "selos", "la", "le", "lo", "las", "les", "los", "nos"];
    private static readonly string[] BeforePronouns = ["iéndo", "ándo", "ár", "ér", "ír", "ando", "iendo", "ar", "er", "ir", "yendo"];

    private static readonly string[] Standard =
    [
        "anza", "anzas", "ico", "ica", "icos", "icas", "ismo", "ismos", "able", "ables", "ible", "ibles", "ista", "istas", "oso", "osa", "osos", "osas",
        "amiento", "amientos", "imiento", "imientos", "adora", "ador", "ación", "acion", "adoras", "adores", "aciones", "ante", "antes", "ancia", "ancias",
        "logía", "logías", "ución", "ucion", "uciones", "encia", "encias", "amente", "mente", "idad", "idades", "iva", "ivo", "ivas", "ivos",
    ];

    private static readonly string[] WithY = ["ya", "ye", "yan", "yen", "yeron", "yendo", "yo", "yó", "yas", "yes", "yais", "yamos"];

    private static readonly string[] Verbs =
    [
        "en", "es", "éis", "emos", "arían", "arías", "arán", "arás", "aríais", "aría", "aréis", "aríamos", "aremos", "ará", "aré", "erían", "erías", "erán", "erás", "eríais",
        "ería", "eréis", "eríamos", "eremos", "erá", "eré", "irían", "irías", "irán", "irás", "iríais", "iría", "iréis", "iríamos", "iremos", "irá", "iré", "aba", "ada", "ida",
        "ía", "ara", "iera", "ad", "ed", "id", "ase", "iese", "aste", "iste", "an", "aban", "ían", "aran", "ieran", "asen", "iesen", "aron", "ieron", "ado", "ido", "ando",
        "iendo", "ió", "ar", "er", "ir", "as", "abas", "adas", "idas", "ías", "aras", "ieras", "ases", "ieses", "ís", "áis", "abais", "íais", "arais", "ierais", "aseis",
        "ieseis", "asteis", "isteis", "ados", "idos", "amos", "ábamos", "íamos", "imos", "áramos", "iéramos", "iésemos", "ásemos",
    ];

    /// <inheritdoc cref="StemFunction"/>
    public static int Stem(Span<char> memory, int length)
    {
        var word = new StemWord(memory, length, "aeiouáéíóúü");
        word.FindR1AndR2();
        RomanceRegions.FindRv(ref word);
        Pronoun(ref word);
        if (!Suffix(ref word) && !VerbWithY(ref word))
            Verb(ref word);
        Residue(ref word);
        WithoutAccents(word.Letters);
        return word.Length;
    }

    private static void Pronoun(ref StemWord word)
    {
        if (word.Longest(Pronouns) is not { } pronoun || !word.IsIn(word.Rv, pronoun))
            return;
        var verb = word;
        verb.Cut(pronoun.Length);
        if (verb.LongestIn(verb.Rv, BeforePronouns) is not { } before || (before == "yendo" && (verb.Length < 6 || verb[verb.Length - 6] != 'u')))
            return;
        word.Cut(pronoun.Length);
        if (before is "iéndo" or "ándo" or "ár" or "ér" or "ír")
            WithoutAccents(word.Letters[^before.Length..]);
    }

    private static bool Suffix(ref StemWord word)
    {
        switch (word.Longest(Standard))
        {
            case null:
                return false;
            case "adora" or "ador" or "ación" or "acion" or "adoras" or "adores" or "aciones" or "ante" or "antes" or "ancia" or "ancias":
                return RomanceRegions.Take(ref word, word.Longest(Standard)!, "ic");
            case ("logía" or "logías") and var ending:
                return RomanceRegions.Put(ref word, ending, "log");
            case ("ución" or "ucion" or "uciones") and var ending:
                return RomanceRegions.Put(ref word, ending, "u");
            case ("encia" or "encias") and var ending:
                return RomanceRegions.Put(ref word, ending, "ente");
            case "amente":
                return RomanceRegions.TakeAdverb(ref word);
            case "mente":
                return RomanceRegions.Take(ref word, "mente", "ante", "able", "ible");
            case ("idad" or "idades") and var ending:
                return RomanceRegions.Take(ref word, ending, "abil", "ic", "iv");
            case ("iva" or "ivo" or "ivas" or "ivos") and var ending:
                return RomanceRegions.Take(ref word, ending, "at");
            case var ending:
                return word.TakeIn(word.R2, ending);
        }
    }

    private static bool VerbWithY(ref StemWord word)
    {
        if (word.LongestIn(word.Rv, WithY) is not { } ending || word.Length <= ending.Length || word[word.Length - ending.Length - 1] != 'u')
            return false;
        word.Cut(ending.Length);
        return true;
    }

    private static void Verb(ref StemWord word)
    {
        if (word.LongestIn(word.Rv, Verbs) is not { } ending)
            return;
        word.Cut(ending.Length);
        if (ending is "en" or "es" or "éis" or "emos" && word.Ends("gu"))
            word.Cut(1);
    }

    private static void Residue(ref StemWord word)
    {
        var ending = word.LongestIn(word.Rv, "os", "a", "o", "á", "í", "ó", "e", "é");
        if (ending is null)
            return;
        word.Cut(ending.Length);
        if (ending is "e" or "é" && word.Ends("gu") && word.IsIn(word.Rv, "u"))
            word.Cut(1);
    }

    private static void WithoutAccents(Span<char> letters)
    {
        foreach (ref var letter in letters)
            letter = letter switch { 'á' => 'a', 'é' => 'e', 'í' => 'i', 'ó' => 'o', 'ú' => 'u', _ => letter };
    }
}
