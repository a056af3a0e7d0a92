namespace Interop.Server.Compliance.Content.Stems;

/// <summary>The German stemmer of Snowball (snowballstem.org).</summary>
internal static class GermanStemmer
{
    private const string Vowels = "aeiouyäöü";

    /// <inheritdoc cref="StemFunction"/>
    public static int Stem(Span<char> memory, int length)
    {
        length = WithoutSharpS(memory, length);
        var word = new StemWord(memory, length, Vowels);
        for (var i = 1; i + 1 < length; i++)
        {
            if (word[i] is 'u' or 'y' && word.IsVowel(i - 1) && word.IsVowel(i + 1))
                word[i] = char.ToUpperInvariant(word[i]);
        }
        word.FindR1AndR2();
        word.R1 = Math.Max(word.R1, Math.Min(3, length));
        Inflection(ref word);
        Comparison(ref word);
        Derivation(ref word);
        foreach (ref var letter in word.Letters)
            letter = letter switch { 'U' or 'ü' => 'u', 'Y' => 'y', 'ä' => 'a', 'ö' => 'o', _ => letter };
        return word.Length;
    }

    private static int WithoutSharpS(Span<char> memory, int length)
    {
        for (var i = 0; i < length && length + 1 < memory.Length; i++)
        {
            if (memory[i] != 'ß')
                continue;
            memory[(i + 1)..length].CopyTo(memory[(i + 2)..]);
            memory[i] = memory[i + 1] = 's';
            length++;
        }
        return length;
    }

    private static void Inflection(ref StemWord word)
    {
        var ending = word.Longest("em", "ern", "er", "e", "en", "es", "s");
        if (ending is null || !word.IsIn(word.R1, ending))
            return;
        if (ending == "s")
        {
            if (word.Length > 1 && "bdfghklmnrt".Contains(word[word.Length - 2], StringComparison.Ordinal))
                word.Cut(1);
            return;
        }
        word.Cut(ending.Length);
        if (ending is "e" or "en" or "es" && word.Ends("niss"))
            word.Cut(1);
    }

    private static void Comparison(ref StemWord word)
    {
        var ending = word.Longest("en", "er", "est", "st");
        if (ending is null || !word.IsIn(word.R1, ending))
            return;
        if (ending != "st" || (word.Length > 5 && "bdfghklmnt".Contains(word[word.Length - 3], StringComparison.Ordinal)))
            word.Cut(ending.Length);
    }

    private static void Derivation(ref StemWord word)
    {
        var ending = word.Longest("end", "ung", "ig", "ik", "isch", "lich", "heit", "keit");
        if (ending is null || !word.IsIn(word.R2, ending))
            return;
        switch (ending)
        {
            case "end" or "ung":
                word.Cut(3);
                if (word.Ends("ig") && word.IsIn(word.R2, "ig") && !word.Ends("eig"))
                    word.Cut(2);
                break;
            case "ig" or "ik" or "isch":
                if (word.Length <= ending.Length || word[word.Length - ending.Length - 1] != 'e')
                    word.Cut(ending.Length);
                break;
            case "lich" or "heit":
                word.Cut(4);
                if ((word.Ends("er") || word.Ends("en")) && word.IsIn(word.R1, "er"))
                    word.Cut(2);
                break;
            default:
                word.Cut(4);
                if (!word.TakeIn(word.R2, "lich"))
                    word.TakeIn(word.R2, "ig");
                break;
        }
    }
}
