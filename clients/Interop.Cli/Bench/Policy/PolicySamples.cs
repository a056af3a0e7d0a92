using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Cli.Generating;
using Interop.Protocol.PolicyApi;

namespace Interop.Cli.Bench.Policy;

/// <summary>What bench policy judges, and by what: messages in eight languages as the archive's bench has them, a lexicon of so many terms, all detectors.</summary>
internal static class PolicySamples
{
    private const int SpecialPerMille = 20;

    private static readonly string[] Languages = ["en", "de", "fr", "pt", "es"];

    // What stands now and then in a message and looks like something that is looked for.
    private static readonly string[] Special =
    [
        " Card 4111 1111 1111 1111.", " IBAN DE89 3704 0044 0532 0130 00.", " Order 4111111111111112.", " Call +49 30 1234567.", " Let us move to WhatsApp.", " 加我微信", " We guarantee a return.",
        " Ref 2026-11-22/0017.", " https://example.org/a?b=1", " password: see the safe",
    ];

    public static string[] Messages(int count, ulong seed)
    {
        var dice = new Dice(seed);
        var speech = new Speech(dice);
        return [.. Enumerable.Range(0, count).Select(n => speech.Message(Language.All[n % Language.All.Count]) + (dice.Hits(SpecialPerMille) ? Special[dice.Below(Special.Length)] : ""))];
    }

    /// <summary>Terms of every form: words, phrases, wildcards, NEAR and PRE, with stems; made of made-up words, and of office words that messages are full of.</summary>
    public static PolicyDefinition Lexicon(int terms, ulong seed)
    {
        var dice = new Dice(seed);
        var list = new JsonArray();
        for (var n = 0; n < terms; n++)
        {
            var (one, other) = (Word(dice), Word(dice));
            var text = (n % 8) switch
            {
                0 or 1 => one,
                2 => $"{one} {other}",
                3 => $"\"{one} {other}\"",
                4 => $"{one}* NEAR/5 {other}*",
                5 => $"({one} OR {other}) PRE/3 (contract OR invoice OR report)",
                6 => $"{one}?{other[^1]} OR \"the client {other}\"",
                _ => string.Concat(Chinese(dice), Chinese(dice), Chinese(dice)),
            };
            list.Add(new JsonObject { ["term"] = text, ["stem"] = Languages[n % Languages.Length] });
        }
        return Definition("lexicon", new JsonObject { ["terms"] = list, ["disclaimers"] = new JsonArray("This message is confidential and meant for its recipient alone.") });
    }

    public static PolicyDefinition Dlp() => Definition("dlp", new JsonObject
    {
        ["detectors"] = new JsonArray([.. (JsonNode[])
        [
            "payment-card", "iban", "us-ssn", "uk-nino", "uk-nhs", "de-steuer-id", "fr-nir", "es-dni", "pt-nif", "it-codice-fiscale", "nl-bsn", "be-national-number", "pl-pesel", "ch-ahv",
            "cn-resident-id", "br-cpf", "jp-my-number", "in-aadhaar", "au-tfn", "ca-sin", "kr-rrn", "sg-nric", "aws-access-key", "github-token", "slack-token", "google-api-key", "stripe-key",
            "jwt", "private-key", "secret-assignment",
        ]]),
        ["expressions"] = new JsonArray(new JsonObject { ["name"] = "project", ["pattern"] = "\\bPRJ-[0-9]{6}\\b" }),
    });

    public static PolicyDefinition Files() => Definition("files", new JsonObject { ["extensions"] = new JsonObject { ["deny"] = new JsonArray("exe", "js") } });

    private static PolicyDefinition Definition(string kind, JsonObject settings) => new() { Kind = kind, Action = "flag", Settings = JsonSerializer.SerializeToElement(settings) };

    private static string Word(Dice dice)
    {
        const string consonants = "bcdfglmnprstv";
        const string vowels = "aeiou";
        var letters = new char[4 + dice.Below(5)];
        for (var i = 0; i < letters.Length; i++)
            letters[i] = (i & 1) == 0 ? consonants[dice.Below(consonants.Length)] : vowels[dice.Below(vowels.Length)];
        return new string(letters);
    }

    private static char Chinese(Dice dice) => (char)(0x4E00 + dice.Below(0x2000));
}
