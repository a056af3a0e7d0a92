using System.CommandLine;
using System.Text.Json;
using Interop.Protocol;

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
            Console.WriteLine($"record {view.Index}: {view.Verdict} ({view.Reason}); {Span(view.KeptUntil, view.EndsFrom)}");
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

    private static string Span(string? keptUntil, string? endsFrom) =>
        $"{(keptUntil is null ? "no rule keeps it" : $"kept until {keptUntil}")}, {(endsFrom is null ? "and no rule ends it" : $"ends from {endsFrom} on")}";
}
