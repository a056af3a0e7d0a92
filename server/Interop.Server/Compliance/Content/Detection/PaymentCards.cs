namespace Interop.Server.Compliance.Content.Detection;

/// <summary>Payment cards: the ranges that issuers have by ISO/IEC 7812, their lengths, and the check digit. In one piece, or in groups as on a card.</summary>
internal static class PaymentCards
{
    public const int DigitsMin = 12;
    public const int DigitsMax = 19;

    // First and last beginning of a range, shortest and longest number.
    private static readonly (int Digits, int First, int Last, int Min, int Max)[] Ranges =
    [
        (1, 4, 4, 13, 19),
        (2, 51, 55, 16, 16), (4, 2221, 2720, 16, 16),
        (2, 34, 34, 15, 15), (2, 37, 37, 15, 15),
        (3, 300, 305, 14, 19), (4, 3095, 3095, 14, 19), (2, 36, 36, 14, 19), (2, 38, 39, 14, 19),
        (4, 6011, 6011, 16, 19), (3, 644, 649, 16, 19), (2, 65, 65, 16, 19),
        (4, 3528, 3589, 16, 19),
        (2, 62, 62, 16, 19), (2, 81, 82, 16, 19), (2, 60, 60, 16, 16), (3, 508, 508, 16, 16),
        (4, 2200, 2204, 16, 19),
        (4, 5018, 5018, 12, 19), (4, 5020, 5020, 12, 19), (4, 5038, 5038, 12, 19), (4, 5893, 5893, 12, 19), (4, 6304, 6304, 12, 19), (4, 6759, 6763, 12, 19),
    ];

    public static bool IsCard(Candidate candidate, int length)
    {
        var digits = candidate.Value(length);
        return IsIssued(digits) && CheckDigits.Luhn(digits) && !CheckDigits.IsOneDigit(digits)
            && (candidate.IsEven(length) || (length == 15 && candidate.IsGrouped(4, 6, 5)) || (length == 14 && candidate.IsGrouped(4, 6, 4)));
    }

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        foreach (var (count, first, last, min, max) in Ranges)
        {
            if (digits.Length < min || digits.Length > max)
                continue;
            var beginning = CheckDigits.Number(digits[..count]);
            if (beginning >= first && beginning <= last && (digits[0] != '4' || digits.Length is 13 or 16 or 19))
                return true;
        }
        return false;
    }
}
