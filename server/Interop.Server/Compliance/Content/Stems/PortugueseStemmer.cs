namespace Interop.Server.Compliance.Content.Stems;

/// <summary>The Portuguese stemmer of Snowball (snowballstem.org).</summary>
internal static class PortugueseStemmer
{
    private static readonly string[] Standard =
    [
        "eza", "ezas", "ico", "ica", "icos", "icas", "ismo", "ismos", "ável", "ível", "ista", "istas", "oso", "osa", "osos", "osas", "amento", "amentos", "imento", "imentos",
        "adora", "ador", "aça~o", "adoras", "adores", "aço~es", "ante", "antes", "ância", "logia", "logias", "uça~o", "uço~es", "ência", "ências", "amente", "mente",
        "idade", "idades", "iva", "ivo", "ivas", "ivos", "ira", "iras",
    ];

    private static readonly string[] Verbs =
    [
        "ada", "ida", "ia", "aria", "eria", "iria", "ará", "ara", "erá", "era", "irá", "ava", "asse", "esse", "isse", "aste", "este", "iste", "ei", "arei", "erei", "irei", "am",
        "iam", "ariam", "eriam", "iriam", "aram", "eram", "iram", "avam", "em", "arem", "erem", "irem", "assem", "essem", "issem", "ado", "ido", "ando", "endo", "indo", "ara~o",
        "era~o", "ira~o", "ar", "er", "ir", "as", "adas", "idas", "ias", "arias", "erias", "irias", "arás", "aras", "erás", "eras", "irás", "avas", "es", "ardes", "erdes",
        "irdes", "ares", "eres", "ires", "asses", "esses", "isses", "astes", "estes", "istes", "is", "ais", "eis", "íeis", "aríeis", "eríeis", "iríeis", "áreis", "areis",
        "éreis", "ereis", "íreis", "ireis", "ásseis", "ésseis", "ísseis", "áveis", "ados", "idos", "ámos", "amos", "íamos", "aríamos", "eríamos", "iríamos", "áramos", "éramos",
        "íramos", "ávamos", "emos", "aremos", "eremos", "iremos", "ássemos", "êssemos", "íssemos", "imos", "armos", "ermos", "irmos", "eu", "iu", "ou", "ira", "iras",
    ];

    /// <inheritdoc cref="StemFunction"/>
    public static int Stem(Span<char> memory, int length)
    {
        length = WithTildesApart(memory, length);
        var word = new StemWord(memory, length, "aeiouáéíóúâêô");
        word.FindR1AndR2();
        RomanceRegions.FindRv(ref word);
        if (Suffix(ref word) || Verb(ref word))
        {
            if (word.Ends("ci") && word.IsIn(word.Rv, "i"))
                word.Cut(1);
        }
        else if (word.LongestIn(word.Rv, "os", "a", "i", "o", "á", "í", "ó") is { } residue)
        {
            word.Cut(residue.Length);
        }
        Last(ref word);
        return WithTildesTogether(word.Letters);
    }

    private static bool Suffix(ref StemWord word)
    {
        switch (word.Longest(Standard))
        {
            case null:
                return false;
            case ("logia" or "logias") and var ending:
                return RomanceRegions.Put(ref word, ending, "log");
            case ("uça~o" or "uço~es") and var ending:
                return RomanceRegions.Put(ref word, ending, "u");
            case ("ência" or "ências") and var ending:
                return RomanceRegions.Put(ref word, ending, "ente");
            case "amente":
                return RomanceRegions.TakeAdverb(ref word);
            case "mente":
                return RomanceRegions.Take(ref word, "mente", "ante", "avel", "ível");
            case ("idade" or "idades") and var ending:
                return RomanceRegions.Take(ref word, ending, "abil", "ic", "iv");
            case ("iva" or "ivo" or "ivas" or "ivos") and var ending:
                return RomanceRegions.Take(ref word, ending, "at");
            case ("ira" or "iras") and var ending:
                if (!word.IsIn(word.Rv, ending) || word.Length <= ending.Length || word[word.Length - ending.Length - 1] != 'e')
                    return false;
                word.Replace(ending, "ir");
                return true;
            case var ending:
                return word.TakeIn(word.R2, ending);
        }
    }

    private static bool Verb(ref StemWord word)
    {
        if (word.LongestIn(word.Rv, Verbs) is not { } ending)
            return false;
        word.Cut(ending.Length);
        return true;
    }

    private static void Last(ref StemWord word)
    {
        switch (word.Longest("e", "é", "ê", "ç"))
        {
            case "ç":
                word[word.Length - 1] = 'c';
                break;
            case { } ending when word.IsIn(word.Rv, ending):
                word.Cut(1);
                if ((word.Ends("gu") || word.Ends("ci")) && word.IsIn(word.Rv, "u"))
                    word.Cut(1);
                break;
        }
    }

    private static int WithTildesApart(Span<char> memory, int length)
    {
        for (var i = 0; i < length && length + 1 < memory.Length; i++)
        {
            if (memory[i] is not ('ã' or 'õ'))
                continue;
            memory[(i + 1)..length].CopyTo(memory[(i + 2)..]);
            memory[i] = memory[i] == 'ã' ? 'a' : 'o';
            memory[i + 1] = '~';
            length++;
        }
        return length;
    }

    private static int WithTildesTogether(Span<char> letters)
    {
        var kept = 0;
        foreach (var letter in letters)
        {
            if (letter == '~' && kept > 0 && letters[kept - 1] is 'a' or 'o')
                letters[kept - 1] = letters[kept - 1] == 'a' ? 'ã' : 'õ';
            else
                letters[kept++] = letter;
        }
        return kept;
    }
}
