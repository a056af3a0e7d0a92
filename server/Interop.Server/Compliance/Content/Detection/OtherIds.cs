namespace Interop.Server.Compliance.Content.Detection;

/// <summary>Numbers that states outside Europe give to people, each by the form and the check digits that its authority publishes.</summary>
internal static class OtherIds
{
    /// <summary>Social security number of the United States: it has no check digit, but parts that were never given.</summary>
    public static bool IsSsn(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        var area = CheckDigits.Number(digits[..3]);
        return area is not (0 or 666) && area < 900 && digits[3..5] is not "00" && digits[5..9] is not "0000" && !CheckDigits.IsOneDigit(digits);
    }

    /// <summary>Whether a social security number is written as such, with hyphens; in one piece it may be anything.</summary>
    public static bool IsWrittenAsSsn(Candidate candidate, int length) => candidate.IsGrouped(3, 2, 4) && candidate.SeparatorBefore(3) == '-' && candidate.SeparatorBefore(5) == '-';

    /// <summary>Chinese resident identity number: a date, and ISO 7064 MOD 11-2.</summary>
    public static bool IsChinese(Candidate candidate, int length)
    {
        var value = candidate.Value(length);
        if (length != 18 || !CheckDigits.AllDigits(value[..17]) || value[0] is '0' or '9' || CheckDigits.Number(value[6..10]) is < 1850 or > 2199
            || !CheckDigits.IsDate(CheckDigits.Number(value[6..10]), CheckDigits.Number(value[10..12]), CheckDigits.Number(value[12..14])))
            return false;
        return "10X98765432"[CheckDigits.Weighted(value, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2) % 11] == value[17];
    }

    /// <summary>Brazilian CPF: two check digits by MOD 11.</summary>
    public static bool IsCpf(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        return !CheckDigits.IsOneDigit(digits)
            && Check(CheckDigits.Weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digits[9] - '0' && Check(CheckDigits.Weighted(digits, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digits[10] - '0';

        static int Check(int sum) => sum % 11 < 2 ? 0 : 11 - (sum % 11);
    }

    public static bool IsWrittenAsCpf(Candidate candidate, int length) => candidate.IsGrouped(3, 3, 3, 2);

    /// <summary>Japanese individual number: MOD 11.</summary>
    public static bool IsMyNumber(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        var rest = CheckDigits.Weighted(digits, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        return (rest <= 1 ? 0 : 11 - rest) == digits[11] - '0' && !CheckDigits.IsOneDigit(digits);
    }

    /// <summary>Indian Aadhaar: Verhoeff; it begins with 2 or more.</summary>
    public static bool IsAadhaar(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        return digits[0] >= '2' && CheckDigits.Verhoeff(digits) && !CheckDigits.IsOneDigit(digits);
    }

    public static bool IsWrittenAsAadhaar(Candidate candidate, int length) => candidate.IsGrouped(4, 4, 4);

    /// <summary>Australian tax file number: MOD 11; older ones have eight digits.</summary>
    public static bool IsTfn(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        var sum = length == 9 ? CheckDigits.Weighted(digits, 1, 4, 3, 7, 5, 8, 6, 9, 10) : CheckDigits.Weighted(digits, 10, 7, 8, 4, 6, 3, 5, 1);
        return sum > 0 && sum % 11 == 0 && !CheckDigits.IsOneDigit(digits);
    }

    /// <summary>Canadian social insurance number: Luhn.</summary>
    public static bool IsSin(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        return digits[0] is not ('0' or '8') && CheckDigits.Luhn(digits) && !CheckDigits.IsOneDigit(digits);
    }

    /// <summary>Korean resident registration number: a date, a digit for century and sex, and MOD 11. Those given since October 2020 have no check digit and are not found.</summary>
    public static bool IsKorean(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        var century = digits[6] switch { '1' or '2' or '5' or '6' => 1900, '3' or '4' or '7' or '8' => 2000, _ => 1800 };
        return CheckDigits.IsDate(century + CheckDigits.Number(digits[..2]), CheckDigits.Number(digits[2..4]), CheckDigits.Number(digits[4..6]))
            && (11 - (CheckDigits.Weighted(digits, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11)) % 10 == digits[12] - '0';
    }

    /// <summary>Number of the Singapore registers (NRIC, FIN): a letter by MOD 11; the series M is not known to it.</summary>
    public static bool IsNric(Candidate candidate, int length)
    {
        var value = candidate.Value(length);
        if (length != 9 || value[0] is not ('S' or 'T' or 'F' or 'G') || !CheckDigits.AllDigits(value[1..8]))
            return false;
        var rest = (CheckDigits.Weighted(value[1..], 2, 7, 6, 5, 4, 3, 2) + (value[0] is 'T' or 'G' ? 4 : 0)) % 11;
        return (value[0] is 'S' or 'T' ? "JZIHGFEDCBA" : "XWUTRQPNMLK")[rest] == value[8];
    }
}
