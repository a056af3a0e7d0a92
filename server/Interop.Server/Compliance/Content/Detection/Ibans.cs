using System.Collections.Frozen;

namespace Interop.Server.Compliance.Content.Detection;

/// <summary>International bank account numbers: the length of the country by the registry of ISO 13616, and the check by MOD 97.</summary>
internal static class Ibans
{
    public const int CharactersMin = 15;
    public const int CharactersMax = 34;

    private const string Lengths = """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23
        GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28
        NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
        """;

    private static readonly FrozenDictionary<(char, char), int> LengthOf = Lengths
        .Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenDictionary(entry => (entry[0], entry[1]), entry => int.Parse(entry.AsSpan(2)));

    public static bool IsIban(Candidate candidate, int length)
    {
        var value = candidate.Value(length);
        return LengthOf.TryGetValue((value[0], value[1]), out var wanted) && wanted == length && CheckDigits.AllDigits(value[2..4])
            && CheckDigits.Mod97(value[..4], CheckDigits.Mod97(value[4..])) == 1 && (candidate.IsEven(length) || candidate.PlaceInGroup(3) == 4);
    }
}
