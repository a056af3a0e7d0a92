namespace Interop.Server.Compliance.Content.Detection;

/// <summary>The ways in which numbers prove themselves. Each takes digits as ASCII characters.</summary>
internal static class CheckDigits
{
    private static readonly byte[] Dihedral = Convert.FromHexString("00010203040506070809010203040006070809050203040001070809050603040001020809050607040001020309050607080509080706000403020106050908070100040302070605090802010004030807060509030201000409080706050403020100");
    private static readonly byte[] Permutation = Convert.FromHexString("0001020304050607080901050706020803000904050800030709060104020809010600040305020709040503010206080700040208060507030900010207090308000604010507000406090103020508");

    /// <summary>Luhn, ISO/IEC 7812-1: every second digit from the right counts double.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = (digits[^(i + 1)] - '0') * (1 + (i & 1));
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum > 0 && sum % 10 == 0;
    }

    /// <summary>Sum of each digit times its weight.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, params ReadOnlySpan<byte> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
            sum += (digits[i] - '0') * weights[i];
        return sum;
    }

    /// <summary>ISO/IEC 7064, MOD 97: letters count as two digits from 10 on.</summary>
    public static int Mod97(ReadOnlySpan<char> value, int before = 0)
    {
        var rest = before;
        foreach (var c in value)
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        return rest;
    }

    /// <summary>ISO/IEC 7064, MOD 11,10.</summary>
    public static bool Mod11And10(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == digits[^1] - '0';
    }

    /// <summary>Verhoeff: the group of the symmetries of a pentagon.</summary>
    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        var check = 0;
        for (var i = 0; i < digits.Length; i++)
            check = Dihedral[(check * 10) + Permutation[(i % 8 * 10) + digits[^(i + 1)] - '0']];
        return check == 0;
    }

    public static bool AllDigits(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
        {
            if (!char.IsAsciiDigit(c))
                return false;
        }
        return true;
    }

    /// <summary>All the same digit: right by most of these, and no number of anybody.</summary>
    public static bool IsOneDigit(ReadOnlySpan<char> digits) => digits.IndexOfAnyExcept(digits[0]) < 0;

    /// <summary>Year, month and day of a date that there is.</summary>
    public static bool IsDate(int year, int month, int day) => month is >= 1 and <= 12 && day >= 1 && year is >= 1 and <= 9999 && day <= DateTime.DaysInMonth(year, month);

    public static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = (number * 10) + digit - '0';
        return number;
    }
}
