namespace Interop.Server.Compliance.Content.Detection;

/// <summary>The kinds of numbers that are known (spec 07). Whatever one of ten or eleven numbers of its length would pass for needs a word near it.</summary>
internal static class NumberDetectors
{
    public const string PaymentCard = "payment-card";
    public const string Iban = "iban";

    public static readonly IReadOnlyList<NumberDetector> All =
    [
        new(PaymentCard, Down(PaymentCards.DigitsMax, PaymentCards.DigitsMin), false, PaymentCards.IsCard),
        new(Iban, Down(Ibans.CharactersMax, Ibans.CharactersMin), true, Ibans.IsIban),
        new("us-ssn", [9], false, OtherIds.IsSsn) { Words = ["ssn", "ss#", "social security"], SpeaksForItself = OtherIds.IsWrittenAsSsn },
        new("uk-nino", [9], true, EuropeanIds.IsNino),
        new("uk-nhs", [10], false, EuropeanIds.IsNhs) { Words = ["nhs", "health service number", "patient"] },
        new("de-steuer-id", [11], false, EuropeanIds.IsSteuerId),
        new("fr-nir", [15], true, EuropeanIds.IsNir),
        new("es-dni", [9], true, EuropeanIds.IsDniOrNie),
        new("pt-nif", [9], false, EuropeanIds.IsNif) { Words = ["nif", "contribuinte", "identificação fiscal"] },
        new("it-codice-fiscale", [16], true, EuropeanIds.IsCodiceFiscale),
        new("nl-bsn", [9], false, EuropeanIds.IsBsn) { Words = ["bsn", "burgerservicenummer", "sofinummer"] },
        new("be-national-number", [11], false, EuropeanIds.IsBelgian) { Words = ["rijksregister*", "registre national", "national number", "nrn", "insz", "niss"] },
        new("pl-pesel", [11], false, EuropeanIds.IsPesel) { Words = ["pesel"] },
        new("ch-ahv", [13], false, EuropeanIds.IsAhv),
        new("cn-resident-id", [18], true, OtherIds.IsChinese),
        new("br-cpf", [11], false, OtherIds.IsCpf) { Words = ["cpf", "cadastro de pessoas"], SpeaksForItself = OtherIds.IsWrittenAsCpf },
        new("jp-my-number", [12], false, OtherIds.IsMyNumber) { Words = ["my number", "mynumber", "マイナンバー", "個人番号"] },
        new("in-aadhaar", [12], false, OtherIds.IsAadhaar) { Words = ["aadhaar", "aadhar", "uid", "आधार"], SpeaksForItself = OtherIds.IsWrittenAsAadhaar },
        new("au-tfn", [9, 8], false, OtherIds.IsTfn) { Words = ["tfn", "tax file"] },
        new("ca-sin", [9], false, OtherIds.IsSin) { Words = ["sin", "social insurance", "assurance sociale", "nas"] },
        new("kr-rrn", [13], false, OtherIds.IsKorean),
        new("sg-nric", [9], true, OtherIds.IsNric),
    ];

    private static int[] Down(int from, int to) => [.. Enumerable.Range(to, from - to + 1).Reverse()];
}
