using System.Globalization;
using Interop.Protocol.ArchiveApi;
using Interop.Web.Shared;

namespace Interop.Web.Pages.Exports;

/// <summary>How an export stands, in words.</summary>
internal static class ExportWords
{
    public static Tone ToneOf(ExportView export) => export.State switch
    {
        "done" => Tone.Ok,
        "failed" => Tone.Blocked,
        _ => Tone.Plain,
    };

    public static string Progress(ExportView export) => export.State == "queued"
        ? "waits for its turn"
        : export.PhaseTotal is not (> 0 and var total) ? PhaseOf(export.Phase)
        : export.Phase == "packing" ? $"{PhaseOf(export.Phase)}: {export.PhaseDone * 100 / total} %"
        : string.Create(CultureInfo.InvariantCulture, $"{PhaseOf(export.Phase)}: {export.PhaseDone:N0} of {total:N0}{(export is { Phase: "records", Rate: { } rate } ? $", {rate:N0} a second" : "")}");

    public static string Reason(string reason) => reason switch
    {
        "outOfScope" => "records of the log that were not asked for",
        "role" => "records that the role of who asked is not given",
        "sealed" => "contents that are sealed: their senders were not told yet",
        "notKept" => "contents that were not kept",
        "erased" => "contents that have ended",
        "notGiven" => "contents of records of dispositions",
        "notDelivered" => "what the person was not given",
        "mediaAbsent" => "files that are not here any more",
        "mediaNotAsked" => "files that were not asked for",
        _ => reason,
    };

    public static string Size(long octets) => octets switch
    {
        < 1024 => $"{octets} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{octets / 1024.0:0.#} KB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{octets / 1048576.0:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{octets / 1073741824.0:0.##} GB"),
    };

    private static string PhaseOf(string? phase) => phase switch
    {
        "scope" => "finding what belongs to it",
        "records" => "writing records and proofs",
        "conversations" => "writing conversations",
        "media" => "copying files",
        "packing" => "packing and signing",
        _ => "beginning",
    };
}
