using Interop.Protocol.ArchiveApi;

namespace Interop.Web.Pages.Archive;

/// <summary>Why a record is kept, in a sentence.</summary>
internal static class Retention
{
    public static string InWords(RetentionView kept) => (kept.Verdict, kept.Reason) switch
    {
        (_, "ended") => "its content has ended",
        (_, "hold") => $"by a legal hold{Classes(kept)}",
        (_, "minimum") => $"until {Day(kept.KeptUntil)}{Classes(kept)}",
        ("end", _) => $"it may end{Classes(kept)}",
        (_, "maximum") => $"until {Day(kept.EndsFrom)} at most{Classes(kept)}",
        _ => $"no class ends it{Classes(kept)}",
    };

    private static string Classes(RetentionView kept) => kept.Classes.Length == 0 ? "" : $": {string.Join(", ", kept.Classes.Select(c => c.Basis is null ? c.Class : $"{c.Class} ({c.Basis})"))}";

    private static string Day(string? time) => time is null ? "further notice" : time == "never" ? "its occasion comes" : time.Length >= 10 ? time[..10] : time;
}
