using System.CommandLine;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Spectre.Console;

namespace Interop.Cli.Archive.Retention;

/// <summary>archive schedule: which classes are in force, and the change to others.</summary>
internal static class ScheduleCommand
{
    public static Command Create()
    {
        var command = new Command("schedule", "How long what is recorded is kept: show the classes, set others, approve shorter minimums. Needs a token of the role records.");
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Set());
        command.Subcommands.Add(Approve());
        command.Subcommands.Add(Occasion());
        return command;
    }

    private static Command Show()
    {
        var server = new ServerOptions();
        var templates = new Option<bool>("--templates") { Description = "Show what rules are known to ask for instead (SEC 17a-4, FINRA 4511, CFTC 1.31, MiFID II, HIPAA); none is in force by itself." };
        var json = new Option<bool>("--json") { Description = "As JSON: {\"classes\": […]}, as set takes it." };
        var command = new Command("show", "The classes in force.") { templates, json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var schedule = await client.Retention.ScheduleAsync(stop);
            var classes = parsed.GetValue(templates) ? schedule.Templates : schedule.Classes;
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(new ScheduleRequest(classes), OcipJson.Default.ScheduleRequest));
            else
                Print(schedule, classes);
            return Run.Done;
        });
        return command;
    }

    private static Command Set()
    {
        var server = new ServerOptions();
        var file = new Argument<FileInfo>("FILE") { Description = "JSON: {\"classes\": […]}; begin with what show --json prints." };
        var command = new Command("set", "Puts a whole schedule in force. The change is archived first. A class applies to what is archived from then on.") { file };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            ScheduleRequest? request;
            try
            {
                await using var text = parsed.GetValue(file)!.OpenRead();
                request = await JsonSerializer.DeserializeAsync(text, OcipJson.Default.ScheduleRequest, stop);
            }
            catch (IOException fault)
            {
                throw new UsageException(fault.Message);
            }
            catch (JsonException fault)
            {
                throw new UsageException($"{parsed.GetValue(file)!.Name} is no schedule as show --json prints it: {JsonFault.In(fault)}");
            }
            using var client = server.Client(parsed);
            var schedule = await client.Retention.SetScheduleAsync(request ?? throw new UsageException("the file says null"), stop);
            Print(schedule, schedule.Classes);
            return Run.Done;
        });
        return command;
    }

    private static Command Approve()
    {
        var server = new ServerOptions();
        var version = new Argument<long>("VERSION") { Description = "A version that waits, as show tells it." };
        var command = new Command("approve", "Lets the shorter minimums of a version count for older records too. Its author cannot.") { version };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var schedule = await client.Retention.ApproveScheduleAsync(parsed.GetValue(version), stop);
            Print(schedule, schedule.Classes);
            return Run.Done;
        });
        return command;
    }

    private static Command Occasion()
    {
        var server = new ServerOptions();
        var name = new Argument<string>("CLASS") { Description = "A class whose start is occasion." };
        var user = new Argument<string>("USER") { Description = "Local part of a user, such as alice." };
        var at = new Argument<string>("AT") { Description = "When it came, such as 2026-11-30T00:00:00.000Z. It can be moved later, never earlier." };
        var command = new Command("occasion", "Says that the occasion of a class has come for somebody, such as the end of an account.") { name, user, at };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            await client.Retention.SetOccasionAsync(new OccasionRequest(parsed.GetValue(name)!, parsed.GetValue(user)!, parsed.GetValue(at)!), stop);
            return Run.Done;
        });
        return command;
    }

    private static void Print(RetentionSchedule schedule, RetentionClass[] classes)
    {
        Console.WriteLine(schedule.At is null ? $"version {schedule.Version}, as the server began" : $"version {schedule.Version}, since {schedule.At}, by {RecordText.Printable(schedule.Author ?? "")}");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("class", "minimum", "hot", "maximum", "start", "applies to", "basis");
        foreach (var one in classes)
            table.AddRow(one.Class, one.Minimum ?? "", one.Hot ?? "", one.Maximum ?? "", one.Start, Markup.Escape(Scope(one.AppliesTo)), Markup.Escape(one.Basis));
        AnsiConsole.Write(table);
        if (schedule.Waiting is { } waiting)
            Console.WriteLine($"waits for a second person before it counts for older records: version {string.Join(", ", waiting)}");
    }

    private static string Scope(RetentionScope? scope) => scope is null ? "" : string.Join("; ", new[]
    {
        ("groups", scope.Groups), ("networks", scope.Networks), ("types", scope.Types), ("labels", scope.Labels), ("rooms", scope.Rooms),
    }.Where(s => s.Item2 is not null).Select(s => $"{s.Item1} {string.Join(", ", s.Item2!)}"));
}
