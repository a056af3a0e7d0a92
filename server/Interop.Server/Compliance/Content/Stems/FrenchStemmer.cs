namespace Interop.Server.Compliance.Content.Stems;

/// <summary>The French stemmer of Snowball (snowballstem.org).</summary>
internal static class FrenchStemmer
{
    private static readonly string[] Standard =
    [
        "ance", "iqUe", "isme", "able", "iste", "eux", "ances", "iqUes", "ismes", "ables", "istes", "atrice", "ateur", "ation", "atrices", "ateurs", "ations", "logie", "logies",
        "usion", "ution", "usions", "utions", "ence", "ences", "ement", "ements", "ité", "ités", "if", "ive", "ifs", "ives", "eaux", "aux", "euse", "euses", "issement", "issements",
        "amment", "emment", "ment", "ments",
    ];

    private static readonly string[] VerbsInI =
    [
        "îmes", "ît", "îtes", "i", "ie", "ies", "ir", "ira", "irai", "iraIent", "irais", "irait", "iras", "irent", "irez", "iriez", "irions", "irons", "iront", "is", "issaIent",
        "issais", "issait", "issant", "issante", "issantes", "issants", "isse", "issent", "isses", "issez", "issiez", "issions", "issons", "it",
    ];

    private static readonly string[] Verbs =
    [
        "ions", "é", "ée", "ées", "és", "èrent", "er", "era", "erai", "eraIent", "erais", "erait", "eras", "erez", "eriez", "erions", "erons", "eront", "ez", "iez",
        "âmes", "ât", "âtes", "a", "ai", "aIent", "ais", "ait", "ant", "ante", "antes", "ants", "as", "asse", "assent", "asses", "assiez", "assions",
    ];

    /// <inheritdoc cref="StemFunction"/>
    public static int Stem(Span<char> memory, int length)
    {
        var word = new StemWord(memory, length, "aeiouyâàëéêèïîôûù");
        MarkConsonants(word);
        FindRv(ref word);
        word.FindR1AndR2();
        if (Suffix(ref word) || VerbInI(ref word) || Verb(ref word))
        {
            if (word.Length > 0)
                word[word.Length - 1] = word[word.Length - 1] switch { 'Y' => 'i', 'ç' => 'c', var letter => letter };
        }
        else
        {
            Residue(ref word);
        }
        if (word.Longest("enn", "onn", "ett", "ell", "eill") is not null)
            word.Cut(1);
        WithoutLastAccent(word);
        foreach (ref var letter in word.Letters)
            letter = letter is 'I' or 'U' or 'Y' ? char.ToLowerInvariant(letter) : letter;
        return word.Length;
    }

    /// <summary>u, i and y that sound as consonants are written in capitals meanwhile.</summary>
    private static void MarkConsonants(StemWord word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            var between = word.IsVowel(i - 1) && word.IsVowel(i + 1);
            if ((word[i] is 'u' or 'i' && between) || (word[i] == 'y' && (word.IsVowel(i - 1) || word.IsVowel(i + 1))) || (word[i] == 'u' && i > 0 && word[i - 1] == 'q'))
                word[i] = char.ToUpperInvariant(word[i]);
        }
    }

    private static void FindRv(ref StemWord word)
    {
        if (word.Length >= 3 && ((word.IsVowel(0) && word.IsVowel(1)) || word.Letters[..3] is "par" or "col" or "tap"))
        {
            word.Rv = 3;
            return;
        }
        for (var i = 1; i < word.Length; i++)
        {
            if (!word.IsVowel(i))
                continue;
            word.Rv = i + 1;
            return;
        }
    }

    /// <summary>True when the word was changed so that no ending of a verb is looked for.</summary>
    private static bool Suffix(ref StemWord word)
    {
        switch (word.Longest(Standard))
        {
            case null:
                return false;
            case ("atrice" or "ateur" or "ation" or "atrices" or "ateurs" or "ations") and var ending:
                return word.TakeIn(word.R2, ending) && TakeOrPut(ref word, "ic", word.R2, "iqU");
            case ("logie" or "logies") and var ending:
                return RomanceRegions.Put(ref word, ending, "log");
            case ("usion" or "ution" or "usions" or "utions") and var ending:
                return RomanceRegions.Put(ref word, ending, "u");
            case ("ence" or "ences") and var ending:
                return RomanceRegions.Put(ref word, ending, "ent");
            case ("ement" or "ements") and var ending:
                return word.TakeIn(word.Rv, ending) && BeforeEment(ref word);
            case ("ité" or "ités") and var ending:
                return word.TakeIn(word.R2, ending) && BeforeIte(ref word);
            case ("if" or "ive" or "ifs" or "ives") and var ending:
                return word.TakeIn(word.R2, ending) && (!word.TakeIn(word.R2, "at") || TakeOrPut(ref word, "ic", word.R2, "iqU"));
            case "eaux":
                word.Replace("eaux", "eau");
                return true;
            case "aux":
                return PutIn(ref word, word.R1, "aux", "al");
            case ("euse" or "euses") and var ending:
                return word.TakeIn(word.R2, ending) || PutIn(ref word, word.R1, ending, "eux");
            case ("issement" or "issements") and var ending:
                return word.Length > ending.Length && !word.IsVowel(word.Length - ending.Length - 1) && word.TakeIn(word.R1, ending);
            case "amment":
                PutIn(ref word, word.Rv, "amment", "ant");
                return false;
            case "emment":
                PutIn(ref word, word.Rv, "emment", "ent");
                return false;
            case ("ment" or "ments") and var ending:
                if (word.Length - ending.Length - 1 >= word.Rv && word.IsVowel(word.Length - ending.Length - 1))
                    word.Cut(ending.Length);
                return false;
            case var ending:
                return word.TakeIn(word.R2, ending);
        }
    }

    private static bool BeforeEment(ref StemWord word)
    {
        switch (word.Longest("iv", "eus", "abl", "iqU", "ièr", "Ièr"))
        {
            case "iv":
                if (word.TakeIn(word.R2, "iv"))
                    word.TakeIn(word.R2, "at");
                break;
            case "eus":
                if (!word.TakeIn(word.R2, "eus"))
                    PutIn(ref word, word.R1, "eus", "eux");
                break;
            case ("abl" or "iqU") and var before:
                word.TakeIn(word.R2, before);
                break;
            case ("ièr" or "Ièr") and var before:
                PutIn(ref word, word.Rv, before, "i");
                break;
        }
        return true;
    }

    private static bool BeforeIte(ref StemWord word) => word.Longest("abil", "ic", "iv") switch
    {
        "abil" => TakeOrPut(ref word, "abil", word.R2, "abl"),
        "ic" => TakeOrPut(ref word, "ic", word.R2, "iqU"),
        "iv" => word.TakeIn(word.R2, "iv") || true,
        _ => true,
    };

    private static bool VerbInI(ref StemWord word)
    {
        if (word.LongestIn(word.Rv, VerbsInI) is not { } ending || word.Length - ending.Length - 1 < word.Rv || word.IsVowel(word.Length - ending.Length - 1))
            return false;
        word.Cut(ending.Length);
        return true;
    }

    private static bool Verb(ref StemWord word)
    {
        if (word.LongestIn(word.Rv, Verbs) is not { } ending || (ending == "ions" && !word.IsIn(word.R2, ending)))
            return false;
        word.Cut(ending.Length);
        if ((ending[0] is 'a' or 'â') && word.Ends("e") && word.IsIn(word.Rv, "e"))
            word.Cut(1);
        return true;
    }

    private static void Residue(ref StemWord word)
    {
        if (word.Ends("s") && (word.Length < 2 || !"aiouès".Contains(word[word.Length - 2], StringComparison.Ordinal)))
            word.Cut(1);
        switch (word.LongestIn(word.Rv, "ion", "ier", "ière", "Ier", "Ière", "e"))
        {
            case "ion":
                if (word.IsIn(word.R2, "ion") && word.Length - 4 >= word.Rv && word[word.Length - 4] is 's' or 't')
                    word.Cut(3);
                break;
            case "e":
                word.Cut(1);
                break;
            case { } ending:
                word.Replace(ending, "i");
                break;
        }
    }

    private static void WithoutLastAccent(StemWord word)
    {
        var at = word.Length - 1;
        while (at >= 0 && !word.IsVowel(at))
            at--;
        if (at >= 0 && at < word.Length - 1 && word[at] is 'é' or 'è')
            word[at] = 'e';
    }

    private static bool TakeOrPut(ref StemWord word, string ending, int region, string by)
    {
        if (word.Ends(ending) && !word.TakeIn(region, ending))
            word.Replace(ending, by);
        return true;
    }

    private static bool PutIn(ref StemWord word, int region, string ending, string by)
    {
        if (!word.IsIn(region, ending))
            return false;
        word.Replace(ending, by);
        return true;
    }
}
