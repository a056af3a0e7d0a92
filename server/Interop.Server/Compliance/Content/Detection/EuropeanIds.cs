namespace Interop.Server.Compliance.Content.Detection;

/// <summary>Numbers that states of Europe give to people, each by the form and the check digits that its authority publishes.</summary>
internal static class EuropeanIds
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    /// <summary>Value of a character of an Italian tax code at an odd place: digits, then letters; digits count as the letters A to J.</summary>
    private static readonly int[] ItalianOdd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    /// <summary>British national insurance number: prefixes that were never given are none.</summary>
    public static bool IsNino(Candidate candidate, int length)
    {
        var value = candidate.Value(length);
        return length == 9 && char.IsAsciiLetter(value[0]) && char.IsAsciiLetter(value[1]) && CheckDigits.AllDigits(value[2..8]) && value[8] is >= 'A' and <= 'D'
            && !"DFIQUV".Contains(value[0], StringComparison.Ordinal) && !"DFIOQUV".Contains(value[1], StringComparison.Ordinal)
            && value[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ");
    }

    /// <summary>British health service number: MOD 11.</summary>
    public static bool IsNhs(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        var check = 11 - (CheckDigits.Weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11);
        return (check == 11 ? 0 : check) == digits[9] - '0' && !CheckDigits.IsOneDigit(digits);
    }

    /// <summary>German tax identification number: of the first ten digits one stands there twice or three times and no other one twice, and MOD 11,10.</summary>
    public static bool IsSteuerId(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        if (digits[0] == '0' || !CheckDigits.Mod11And10(digits))
            return false;
        Span<int> counts = stackalloc int[10];
        foreach (var digit in digits[..10])
            counts[digit - '0']++;
        var repeated = 0;
        foreach (var count in counts)
        {
            if (count > 3)
                return false;
            repeated += count > 1 ? 1 : 0;
        }
        return repeated == 1;
    }

    /// <summary>French number of the national register: sex, year, month, department, commune, order, and 97 less the rest by 97. Corsica has letters.</summary>
    public static bool IsNir(Candidate candidate, int length)
    {
        var value = candidate.Value(length);
        if (value[0] is not ('1' or '2' or '3' or '4' or '7' or '8') || !CheckDigits.AllDigits(value[..6]) || !char.IsAsciiDigit(value[5]) || !CheckDigits.AllDigits(value[7..]))
            return false;
        var month = CheckDigits.Number(value[3..5]);
        if (month is 0 or (> 12 and < 20) || (value[5] == '2' ? value[6] is not ('A' or 'B') && !char.IsAsciiDigit(value[6]) : !char.IsAsciiDigit(value[6])))
            return false;
        var number = 0L;
        for (var i = 0; i < 13; i++)
            number = (number * 10) + (i == 6 && value[6] is 'A' ? 9 : i == 6 && value[6] is 'B' ? 8 : value[i] - '0');
        // 2A counts as 19, 2B as 18: ten million less, in the place of the 2.
        if (value[6] is 'A' or 'B')
            number -= 10_000_000L;
        return 97 - (number % 97) == CheckDigits.Number(value[13..15]);
    }

    /// <summary>Spanish identity card, or number of a foreigner: a letter by the rest by 23.</summary>
    public static bool IsDniOrNie(Candidate candidate, int length)
    {
        var value = candidate.Value(length);
        if (length != 9 || !CheckDigits.AllDigits(value[1..8]))
            return false;
        var first = value[0] switch { >= '0' and <= '9' => value[0] - '0', 'X' => 0, 'Y' => 1, 'Z' => 2, _ => -1 };
        return first >= 0 && SpanishLetters[((first * 10_000_000) + CheckDigits.Number(value[1..8])) % 23] == value[8];
    }

    /// <summary>Portuguese tax number: MOD 11.</summary>
    public static bool IsNif(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        var check = 11 - (CheckDigits.Weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2) % 11);
        return digits[0] is not ('0' or '4') && (check >= 10 ? 0 : check) == digits[8] - '0' && !CheckDigits.IsOneDigit(digits);
    }

    /// <summary>Italian tax code of a person: letters of the name, date, place, and a letter by the sum of all. Digits may be replaced by letters.</summary>
    public static bool IsCodiceFiscale(Candidate candidate, int length)
    {
        var value = candidate.Value(length);
        const string months = "ABCDEHLMPRST";
        if (length != 16 || value[..6].ContainsAnyInRange('0', '9') || !months.Contains(value[8], StringComparison.Ordinal) || char.IsAsciiDigit(value[11]) || char.IsAsciiDigit(value[15]))
            return false;
        foreach (var place in (ReadOnlySpan<byte>)[6, 7, 9, 10, 12, 13, 14])
        {
            if (!char.IsAsciiDigit(value[place]) && !"LMNPQRSTUV".Contains(value[place], StringComparison.Ordinal))
                return false;
        }
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var number = char.IsAsciiDigit(value[i]) ? value[i] - '0' : value[i] - 'A';
            sum += (i & 1) == 0 ? ItalianOdd[number] : number;
        }
        return sum % 26 == value[15] - 'A';
    }

    /// <summary>Dutch citizen service number: the test of eleven, of which the last digit counts as less (-1, or 10 by eleven).</summary>
    public static bool IsBsn(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        return CheckDigits.Weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2, 10) is > 0 and var sum && sum % 11 == 0 && !CheckDigits.IsOneDigit(digits);
    }

    /// <summary>Belgian number of the national register: a date, and 97 less the rest by 97; of those born from 2000 on with a 2 before it.</summary>
    public static bool IsBelgian(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        var (number, check) = ((long)CheckDigits.Number(digits[..9]), CheckDigits.Number(digits[9..11]));
        return CheckDigits.Number(digits[2..4]) is >= 1 and <= 12 && CheckDigits.Number(digits[4..6]) is >= 1 and <= 31
            && (97 - (number % 97) == check || 97 - ((2_000_000_000L + number) % 97) == check);
    }

    /// <summary>Polish PESEL: a date whose month says the century, and MOD 10.</summary>
    public static bool IsPesel(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        var (year, month, day) = (CheckDigits.Number(digits[..2]), CheckDigits.Number(digits[2..4]), CheckDigits.Number(digits[4..6]));
        var century = (month / 20) switch { 0 => 1900, 1 => 2000, 2 => 2100, 3 => 2200, _ => 1800 };
        return CheckDigits.IsDate(century + year, month % 20, day) && CheckDigits.Weighted(digits, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;
    }

    /// <summary>Swiss social security number: 756, and the check digit of a bar code.</summary>
    public static bool IsAhv(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        return digits[..3] is "756" && CheckDigits.Weighted(digits, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0;
    }
}
