using System.Globalization;
using Interop.Protocol.ArchiveApi;
using Interop.Web.Shared;

namespace Interop.Web.Pages.Privacy;

/// <summary>Requests of people, in words.</summary>
internal static class SubjectWords
{
    public static string KindOf(string kind) => kind switch
    {
        SubjectRequest.Access => "Access",
        SubjectRequest.Erasure => "Erasure",
        SubjectRequest.Objection => "Objection",
        _ => kind,
    };

    public static string StateOf(string state) => state switch
    {
        "waiting" => "waits for a second person",
        "kept" => "some is kept for now",
        _ => state,
    };

    public static Tone ToneOf(string state) => state switch
    {
        "waiting" => Tone.Held,
        "refused" => Tone.Blocked,
        "done" => Tone.Ok,
        _ => Tone.Plain,
    };

    public static string VerdictOf(SubjectCount verdict) => string.Create(CultureInfo.InvariantCulture, $"{verdict.Count:N0} records ") + verdict.Verdict switch
    {
        "erased" => "are erased",
        "kept" when verdict.Until is { } until => $"are kept until {until[..Math.Min(10, until.Length)]}, then erased",
        "kept" => "are kept by a legal hold",
        "pending" => "would be erased",
        "notHeld" => "have no content any more",
        _ => verdict.Verdict,
    };
}
