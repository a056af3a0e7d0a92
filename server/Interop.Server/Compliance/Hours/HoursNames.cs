using Interop.Protocol.Content;

namespace Interop.Server.Compliance.Hours;

/// <summary>Names of calendars, places and groups.</summary>
internal static class HoursNames
{
    private const int LengthMax = 64;

    public static bool IsName(string? name) => name is { Length: > 0 and <= LengthMax } && !name.Any(char.IsControl) && TextRules.IndexOfRefused(name) < 0;
}
