using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Interop.Web.Pages.Policies;

/// <summary>Policies (spec 7.8) in words.</summary>
internal static class PolicyWords
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>What is done where something is found, by its name at the server.</summary>
    public static readonly (string Name, string Words)[] Actions =
    [
        ("flag", "flag it for a reviewer"), ("warn", "deliver it and warn the sender"), ("redact", "take out what is found"), ("review", "hold it for a reviewer"), ("hold", "hold it for a time"), ("block", "refuse it"),
    ];

    /// <summary>Settings to begin with, by kind: each compiles, and shows what the kind asks for.</summary>
    public static readonly Dictionary<string, string> Beginnings = new Dictionary<string, string>
    {
        ["lexicon"] = """{"terms":["guarant* NEAR/5 return*",{"term":"to the moon","except":["fly to the moon"]}],"stem":"en","allow":[],"disclaimers":[]}""",
        ["dlp"] = """{"detectors":["payment-card","iban"],"expressions":[{"name":"contract","pattern":"\\bC-[0-9]{6}\\b"}]}""",
        ["files"] = """{"extensions":{"deny":["exe","js"]},"sizeMax":104857600,"mismatch":true}""",
        ["barrier"] = """{"between":[{"groups":["trading"]},{"groups":["research"]}]}""",
        ["preapproval"] = """{"outsidersMin":25}""",
        ["disclosure"] = """{"require":"consent","fallback":"en","texts":{"en":{"text":"This chat is recorded. Answer yes if you agree.","refusal":"Please answer first.","grant":["yes"],"refuse":["no"],"withdraw":["stop recording"]}}}""",
    }.ToDictionary(kind => kind.Key, kind => SettingsOf(JsonElement.Parse(kind.Value)));

    /// <summary>Settings as they are read and written: in lines, letters as letters.</summary>
    public static string SettingsOf(JsonElement settings) => JsonSerializer.Serialize(settings, Indented);

    public static string ActionOf(string name) => Actions.FirstOrDefault(action => action.Name == name).Words ?? name;

    /// <summary>What would have become of messages.</summary>
    public static string OutcomeOf(string name) => name switch
    {
        "allow" => "would pass as they are",
        "flag" => "would be flagged for a reviewer",
        "warn" => "would pass, with a warning to the sender",
        "redact" => "would pass with something taken out",
        "review" => "would wait for a reviewer",
        "hold" => "would wait for a time",
        "block" => "would be refused",
        _ => name,
    };

    public static string StateOf(string state) => state switch
    {
        "proposed" => "waits for approval",
        "effective" => "in force",
        _ => state,
    };
}
