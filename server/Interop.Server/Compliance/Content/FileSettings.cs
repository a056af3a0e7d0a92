using System.Text.Json;
using Interop.Server.Compliance.Content.Lexicons;

namespace Interop.Server.Compliance.Content;

/// <summary>What a policy that reads texts does with attached files (spec 7.10): members attachments? and unreadable? of its settings.</summary>
/// <param name="Reads">It reads their text.</param>
/// <param name="Unreadable">What becomes of an event with one that cannot be read: allow, flag or hold.</param>
internal sealed record FileSettings(bool Reads, string Unreadable)
{
    public const string Allow = "allow";
    public const string Flag = "flag";
    public const string Hold = "hold";

    /// <exception cref="LexiconException">A member is not what it should be.</exception>
    public static FileSettings Of(JsonElement settings)
    {
        var reads = !settings.TryGetProperty("attachments", out _) || SettingsReader.Flag(settings, "", "attachments");
        var unreadable = SettingsReader.Text(settings, "", "unreadable") ?? Allow;
        return unreadable is Allow or Flag or Hold ? new FileSettings(reads, unreadable) : throw new LexiconException("/unreadable", $"{Allow}, {Flag} or {Hold} is expected.");
    }
}
