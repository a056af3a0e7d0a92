using System.Text.Json;
using Interop.Server.Compliance.Content.Detection;
using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;

namespace Interop.Server.Compliance.Content;

/// <summary>Policies that look for numbers, secrets and expressions (spec 7.10). Settings: detectors?, expressions?, near?, and those of <see cref="ContentPolicy"/>.</summary>
internal sealed class DlpKind : IPolicyKind
{
    public const string Name = "dlp";

    public string Kind => Name;

    public string? Check(JsonElement settings)
    {
        try
        {
            Detectors.Compile(Read(settings));
            ContentPolicy.Check(settings);
            return null;
        }
        catch (LexiconException fault)
        {
            return fault.Message;
        }
    }

    public IPolicy Compile(PolicyVersion version) => new ContentPolicy(version, Detectors.Compile(Read(version.Settings)));

    /// <exception cref="LexiconException">A member is not what it should be.</exception>
    internal static DlpSettings Read(JsonElement settings)
    {
        SettingsReader.Only(settings, "", "detectors", "expressions", "near", "attachments", "unreadable", "mask");
        return new DlpSettings
        {
            Detectors = [.. SettingsReader.Items(settings, "", "detectors").Select((detector, place) => Detector(detector, $"/detectors/{place}"))],
            Expressions = [.. SettingsReader.Items(settings, "", "expressions").Select((expression, place) => Expression(expression, $"/expressions/{place}"))],
            Near = (int)SettingsReader.Number(settings, "", "near", DlpSettings.NearDefault, 1, DlpSettings.NearMax),
        };
    }

    private static DetectorSettings Detector(JsonElement detector, string pointer)
    {
        if (detector.ValueKind == JsonValueKind.String)
            return new DetectorSettings(detector.GetString()!, 1, null, []);
        SettingsReader.Only(detector, pointer, "name", "minimum", "context", "words");
        var context = SettingsReader.Text(detector, pointer, "context");
        if (context is not (null or DetectorSettings.Required or DetectorSettings.None))
            throw new LexiconException($"{pointer}/context", $"{DetectorSettings.Required} or {DetectorSettings.None} is expected.");
        return new DetectorSettings(SettingsReader.Required(detector, pointer, "name"), Minimum(detector, pointer), context, SettingsReader.Texts(detector, pointer, "words"));
    }

    private static ExpressionSettings Expression(JsonElement expression, string pointer)
    {
        SettingsReader.Only(expression, pointer, "name", "pattern", "minimum", "ignoreCase", "words");
        return new ExpressionSettings(SettingsReader.Required(expression, pointer, "name"), SettingsReader.Required(expression, pointer, "pattern"), Minimum(expression, pointer),
            SettingsReader.Flag(expression, pointer, "ignoreCase"), SettingsReader.Texts(expression, pointer, "words"));
    }

    private static int Minimum(JsonElement element, string pointer) => (int)SettingsReader.Number(element, pointer, "minimum", 1, 1, DlpSettings.MinimumMax);
}
