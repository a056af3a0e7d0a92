using System.Text.Json;
using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;

namespace Interop.Server.Compliance.Content;

/// <summary>Policies that look for terms (spec 7.10). Settings: terms, stem?, allow?, disclaimers?, minimum?, and those of <see cref="ContentPolicy"/>.</summary>
internal sealed class LexiconKind : IPolicyKind
{
    public const string Name = "lexicon";

    private const int MinimumMax = 1_000;

    public string Kind => Name;

    public string? Check(JsonElement settings)
    {
        try
        {
            Lexicon.Compile(Read(settings));
            ContentPolicy.Check(settings);
            return null;
        }
        catch (LexiconException fault)
        {
            return fault.Message;
        }
    }

    public IPolicy Compile(PolicyVersion version) => new ContentPolicy(version, Lexicon.Compile(Read(version.Settings)));

    /// <exception cref="LexiconException">A member is not what it should be.</exception>
    internal static LexiconSettings Read(JsonElement settings)
    {
        SettingsReader.Only(settings, "", "terms", "stem", "allow", "disclaimers", "minimum", "attachments", "unreadable", "mask");
        return new LexiconSettings
        {
            Terms = [.. SettingsReader.Items(settings, "", "terms").Select((term, place) => Term(term, $"/terms/{place}"))],
            Stem = SettingsReader.Text(settings, "", "stem"),
            Allow = SettingsReader.Texts(settings, "", "allow"),
            Disclaimers = SettingsReader.Texts(settings, "", "disclaimers"),
            Minimum = (int)SettingsReader.Number(settings, "", "minimum", 1, 1, MinimumMax),
        };
    }

    private static TermSettings Term(JsonElement term, string pointer)
    {
        if (term.ValueKind == JsonValueKind.String)
            return new TermSettings(term.GetString()!, [], null);
        SettingsReader.Only(term, pointer, "term", "except", "stem");
        return new TermSettings(SettingsReader.Required(term, pointer, "term"), SettingsReader.Texts(term, pointer, "except"), SettingsReader.Text(term, pointer, "stem"));
    }
}
