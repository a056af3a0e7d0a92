namespace Interop.Server.Compliance.Content.Stems;

/// <summary>The English stemmer of Snowball ("Porter 2", snowballstem.org), without its rules for apostrophes: words are cut there.</summary>
internal static class EnglishStemmer
{
    private const string Vowels = "aeiouy";

    private static readonly (string Word, string Stem)[] Exceptions =
    [
        ("skis", "ski"), ("skies", "sky"), ("dying", "die"), ("lying", "lie"), ("tying", "tie"), ("idly", "idl"), ("gently", "gentl"), ("ugly", "ugli"), ("early", "earli"),
        ("only", "onli"), ("singly", "singl"), ("sky", "sky"), ("news", "news"), ("howe", "howe"), ("atlas", "atlas"), ("cosmos", "cosmos"), ("bias", "bias"), ("andes", "andes"),
    ];

    private static readonly string[] Kept = ["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"];

    private static readonly (string Ending, string By)[] Second =
    [
        ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("abli", "able"), ("entli", "ent"), ("izer", "ize"), ("ization", "ize"), ("ational", "ate"), ("ation", "ate"),
        ("ator", "ate"), ("alism", "al"), ("aliti", "al"), ("alli", "al"), ("fulness", "ful"), ("ousli", "ous"), ("ousness", "ous"), ("iveness", "ive"), ("iviti", "ive"),
        ("biliti", "ble"), ("bli", "ble"), ("ogi", "og"), ("fulli", "ful"), ("lessli", "less"), ("li", ""),
    ];

    private static readonly (string Ending, string By)[] Third =
        [("tional", "tion"), ("ational", "ate"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""), ("ative", "")];

    private static readonly string[] Fourth =
        ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion"];

    /// <inheritdoc cref="StemFunction"/>
    public static int Stem(Span<char> memory, int length)
    {
        if (length <= 2)
            return length;
        foreach (var (exception, stem) in Exceptions)
        {
            if (memory[..length].SequenceEqual(exception))
            {
                stem.CopyTo(memory);
                return stem.Length;
            }
        }
        var word = new StemWord(memory, length, Vowels);
        for (var i = 0; i < length; i++)
        {
            if (word[i] == 'y' && (i == 0 || word.IsVowel(i - 1)))
                word[i] = 'Y';
        }
        word.FindR1AndR2();
        foreach (var beginning in (ReadOnlySpan<string>)["gener", "commun", "arsen"])
        {
            if (!word.Letters.StartsWith(beginning, StringComparison.Ordinal))
                continue;
            word.R1 = beginning.Length;
            word.R2 = AfterPair(word, word.R1);
        }
        Plural(ref word);
        if (Among(Kept, word.Letters))
            return word.Length;
        Participle(ref word);
        if (word.Length > 2 && word[word.Length - 1] is 'y' or 'Y' && !word.IsVowel(word.Length - 2))
            word[word.Length - 1] = 'i';
        Derived(ref word);
        Last(ref word);
        word.Letters.Replace('Y', 'y');
        return word.Length;
    }

    private static void Plural(ref StemWord word)
    {
        switch (word.Longest("sses", "ied", "ies", "us", "ss", "s"))
        {
            case "sses":
                word.Cut(2);
                break;
            case "ied" or "ies":
                word.Cut(word.Length > 4 ? 2 : 1);
                break;
            case "s" when HasVowel(word, word.Length - 2):
                word.Cut(1);
                break;
        }
    }

    private static void Participle(ref StemWord word)
    {
        var ending = word.Longest("eed", "eedly", "ed", "edly", "ing", "ingly");
        if (ending is "eed" or "eedly")
        {
            if (word.IsIn(word.R1, ending))
                word.Replace(ending, "ee");
            return;
        }
        if (ending is null || !HasVowel(word, word.Length - ending.Length))
            return;
        word.Cut(ending.Length);
        if (word.Longest("at", "bl", "iz") is not null)
            word.Replace("", "e");
        else if (word.Longest("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt") is not null)
            word.Cut(1);
        else if (word.R1 >= word.Length && EndsShort(word, word.Length))
            word.Replace("", "e");
    }

    private static void Derived(ref StemWord word)
    {
        if (Find(word, Second) is { } second && word.IsIn(word.R1, second.Ending)
            && (second.Ending != "ogi" || word.Ends("logi")) && (second.Ending != "li" || (word.Length > 2 && "cdeghkmnrt".Contains(word[word.Length - 3], StringComparison.Ordinal))))
            word.Replace(second.Ending, second.By);
        if (Find(word, Third) is { } third && word.IsIn(word.R1, third.Ending) && (third.Ending != "ative" || word.IsIn(word.R2, third.Ending)))
            word.Replace(third.Ending, third.By);
        if (word.Longest(Fourth) is { } fourth && word.IsIn(word.R2, fourth) && (fourth != "ion" || word.Ends("sion") || word.Ends("tion")))
            word.Cut(fourth.Length);
    }

    private static void Last(ref StemWord word)
    {
        var last = word.Length - 1;
        if (word[last] == 'e' && (last >= word.R2 || (last >= word.R1 && !EndsShort(word, last))))
            word.Cut(1);
        else if (word[last] == 'l' && last >= word.R2 && last > 0 && word[last - 1] == 'l')
            word.Cut(1);
    }

    private static (string Ending, string By)? Find(StemWord word, (string Ending, string By)[] endings)
    {
        (string Ending, string By)? found = null;
        foreach (var ending in endings)
        {
            if (ending.Ending.Length > (found?.Ending.Length ?? 0) && word.Ends(ending.Ending))
                found = ending;
        }
        return found;
    }

    /// <summary>A vowel, then another letter but w, x and Y, after a letter that is no vowel; or a vowel and another letter at the beginning.</summary>
    private static bool EndsShort(StemWord word, int end) =>
        end == 2 ? word.IsVowel(0) && !word.IsVowel(1)
        : end > 2 && !word.IsVowel(end - 3) && word.IsVowel(end - 2) && !word.IsVowel(end - 1) && word[end - 1] is not ('w' or 'x' or 'Y');

    private static bool HasVowel(StemWord word, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (word.IsVowel(i))
                return true;
        }
        return false;
    }

    private static int AfterPair(StemWord word, int from)
    {
        while (from < word.Length && !word.IsVowel(from))
            from++;
        while (from < word.Length && word.IsVowel(from))
            from++;
        return Math.Min(word.Length, from + 1);
    }

    private static bool Among(string[] words, ReadOnlySpan<char> word)
    {
        foreach (var one in words)
        {
            if (word.SequenceEqual(one))
                return true;
        }
        return false;
    }
}
