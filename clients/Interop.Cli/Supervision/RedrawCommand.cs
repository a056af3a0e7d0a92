using System.CommandLine;
using System.Globalization;
using Interop.Cli.Archive;
using Interop.Client;

namespace Interop.Cli.Supervision;

/// <summary>supervision redraw: exit code 0 when each draw is the same, 1 when one is another, 2 when nothing could be compared.</summary>
internal static class RedrawCommand
{
    public static Command Create()
    {
        var source = new SourceOptions();
        var date = new Option<string>("--date") { Description = "Day in UTC, such as 2026-11-22.", HelpName = "DATE", Required = true };
        var plan = new Option<string?>("--plan") { Description = "Of this plan only.", HelpName = "NAME" };
        var package = new Option<string?>("--package") { Description = "Package of an export with the day's records and the commitment; verified first.", HelpName = "PACKAGE" };
        var key = new Option<string[]>("--key") { Description = "With --package: public keys that you pinned, as archive verify takes them.", HelpName = "FILE|kid", DefaultValueFactory = _ => [] };
        var command = new Command("redraw", "Draw the samples of a day again, from the archive alone, and compare. Offline with --data or --package; else with a token that reads the archive.") { date, plan, package, key };
        source.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            var day = parsed.GetValue(date)!;
            if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                throw new UsageException($"'{RecordText.Printable(day)}' is not a day: one such as 2026-11-22 is expected");
            using var archive = parsed.GetValue(package) is { } path ? PackageSource.Open(path, parsed.GetValue(key)!, stop) : source.Open(parsed);
            var answers = await AgainAsync(archive, day, parsed.GetValue(plan), stop);
            foreach (var answer in answers)
            {
                if (answer.Undrawn is { } record)
                {
                    Console.WriteLine($"not drawn: plan {RecordText.Printable(answer.Plan)} of {answer.Date}, which record {record} commits to; it may have been taken away before the day (records of kind review, settings)");
                    continue;
                }
                Console.WriteLine($"{(answer.IsSame ? "same" : "different")}: plan {RecordText.Printable(answer.Plan)} of {answer.Date}, {answer.Drawn.Count} drawn{(answer.IsLate ? "; committed to after the day had begun" : "")}{(answer.Fault is { } fault ? $": {fault}" : "")}");
            }
            return answers.All(a => a.IsSame) ? Run.Done : Run.Failed;
        });
        return command;
    }

    /// <summary>A refusal is no answer: exit code 1 would say that the draw is another one.</summary>
    private static async Task<IReadOnlyList<Redrawn>> AgainAsync(IArchiveSource archive, string day, string? plan, CancellationToken stop)
    {
        try
        {
            return await Redraw.RunAsync(archive, day, plan, stop);
        }
        catch (OcipProblemException refusal)
        {
            throw new UsageException($"the server refused: {RecordText.Printable(refusal.Message)}");
        }
    }
}
