using System.CommandLine;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Archive.Retention;

/// <summary>archive retention: how long one record is kept, and why.</summary>
internal static class RetentionCommand
{
    public static Command Create()
    {
        var server = new ServerOptions();
        var index = new Argument<long>("INDEX") { Description = "Index of the record." };
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("retention", "How long the content of a record is kept, by which classes, and what decides.") { index, json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var view = await client.Retention.OfRecordAsync(parsed.GetValue(index), stop);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(view, OcipJson.Default.RetentionView));
                return Run.Done;
            }
            Console.WriteLine($"record {view.Index}: {Verdict(view)}; {Span(view.KeptUntil, view.EndsFrom)}");
            foreach (var one in view.Classes)
                Console.WriteLine($"      class {one.Class}: {Span(one.KeptUntil, one.EndsFrom)} ({RecordText.Printable(one.Basis ?? "no longer in the schedule")})");
            if (view.Holds is > 0 and var holds)
                Console.WriteLine($"      on {holds} legal hold{(holds == 1 ? "" : "s")}");
            if (view.Certificate is { } certificate)
                Console.WriteLine($"      ended, certificate {certificate}");
            return Run.Done;
        });
        return command;
    }

    private static string Verdict(RetentionView view) => (view.Verdict, view.Reason) switch
    {
        (_, "ended") => "its content has ended",
        ("end", _) => "due, and ends with the next disposition",
        (_, "hold") => "kept by a legal hold",
        (_, "minimum") => "kept by a minimum",
        (_, "nothing") => "kept, since nothing asks for its end",
        var (verdict, reason) => $"{verdict} ({reason})",
    };

    // Both are of one form, so that they compare as texts. The minimum counts where it is the later one (spec 9.4).
    private static string Span(string? keptUntil, string? endsFrom) => keptUntil is not null && endsFrom is not null && string.CompareOrdinal(keptUntil, endsFrom) > 0
        ? $"kept until {keptUntil}, and ends then: its maximum was to be {endsFrom}, and the minimum counts"
        : $"{(keptUntil is null ? "no rule keeps it" : $"kept until {keptUntil}")}, {(endsFrom is null ? "and no rule ends it" : $"ends from {endsFrom} on")}";
}
