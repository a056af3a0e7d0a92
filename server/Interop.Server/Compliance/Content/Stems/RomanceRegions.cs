namespace Interop.Server.Compliance.Content.Stems;

/// <summary>What the Spanish and the Portuguese stemmer of Snowball share: the region of verbs, and the endings -amente, -mente, -idad and -ivo.</summary>
internal static class RomanceRegions
{
    /// <summary>
    /// After the next vowel when the second letter is no vowel, after the next consonant when the first two are vowels, and otherwise after the third letter.
    /// </summary>
    public static void FindRv(ref StemWord word)
    {
        if (word.Length < 3)
            return;
        var wantsVowel = !word.IsVowel(1);
        if (!wantsVowel && !word.IsVowel(0))
        {
            word.Rv = 3;
            return;
        }
        for (var i = 2; i < word.Length; i++)
        {
            if (word.IsVowel(i) != wantsVowel)
                continue;
            word.Rv = i + 1;
            return;
        }
    }

    /// <summary>-amente in R1, and what may stand before it in R2.</summary>
    public static bool TakeAdverb(ref StemWord word)
    {
        if (!word.TakeIn(word.R1, "amente"))
            return false;
        if (word.TakeIn(word.R2, "iv"))
            word.TakeIn(word.R2, "at");
        else
            TakeFirst(ref word, "os", "ic", "ad");
        return true;
    }

    /// <summary>An ending in R2, and then one of others before it, in R2 too.</summary>
    public static bool Take(ref StemWord word, string ending, params ReadOnlySpan<string> before)
    {
        if (!word.TakeIn(word.R2, ending))
            return false;
        TakeFirst(ref word, before);
        return true;
    }

    /// <summary>An ending in R2 gives way to another.</summary>
    public static bool Put(ref StemWord word, string ending, string by)
    {
        if (!word.IsIn(word.R2, ending))
            return false;
        word.Replace(ending, by);
        return true;
    }

    private static void TakeFirst(ref StemWord word, params ReadOnlySpan<string> endings)
    {
        if (word.Longest(endings) is { } found && word.IsIn(word.R2, found))
            word.Cut(found.Length);
    }
}
