namespace Interop.Server.Compliance.Content.Detection;

/// <summary>A detector as an administrator switched it on.</summary>
/// <param name="Name">Of the known ones.</param>
/// <param name="Minimum">How many different places of one event make a finding.</param>
/// <param name="Context">Whether a word must stand near it: required or none; null: as the detector is.</param>
/// <param name="Words">Words that count besides the detector's own.</param>
internal sealed record DetectorSettings(string Name, int Minimum, string? Context, string[] Words)
{
    public const string Required = "required";
    public const string None = "none";
}
