namespace Interop.Server.Compliance.Content.Detection;

/// <summary>A regular expression of the organisation's own.</summary>
/// <param name="Name">As it is shown.</param>
/// <param name="Pattern">Without look-around and back references.</param>
/// <param name="Minimum">How many places of one event make a finding.</param>
/// <param name="IgnoreCase">Capital and small letters are the same.</param>
/// <param name="Words">Words of which one must stand near it; empty for none.</param>
internal sealed record ExpressionSettings(string Name, string Pattern, int Minimum, bool IgnoreCase, string[] Words);
