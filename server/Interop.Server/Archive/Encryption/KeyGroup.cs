namespace Interop.Server.Archive.Encryption;

/// <summary>Bodies that share a key: what ends together can be ended by destroying one key.</summary>
/// <param name="Class">Retention class at the time of archiving.</param>
/// <param name="Period">Month of archiving, as 2026-11.</param>
/// <param name="Subject">Row of the person who wrote; 0 for nobody in particular.</param>
internal readonly record struct KeyGroup(string Class, string Period, long Subject)
{
    public const string DefaultClass = "default";

    public static string PeriodOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
}
