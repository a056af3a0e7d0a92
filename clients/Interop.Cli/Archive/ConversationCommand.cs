using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive conversation: a room as it was, with who could see what (spec 08).</summary>
internal static class ConversationCommand
{
    private const string Help = """
        A room's records in order, its versions of messages, and who could see each of them; with --at as it was then.

          interop archive conversation 01a20293-b0b4-7ca7-bc45-d4ed994d84ad --around 20
          interop archive conversation 01a20293-b0b4-7ca7-bc45-d4ed994d84ad --at 2026-11-22T09:30:00.000Z
        """;

    public static Command Create()
    {
        var server = new ServerOptions();
        var room = new Argument<string>("room") { Description = "Its id, or its UUID." };
        var places = new[] { ("around", "Records before and after this index."), ("after", "Records after this index."), ("before", "Records before this index.") }
            .Select(p => new Option<long?>("--" + p.Item1) { Description = p.Item2, HelpName = "INDEX" }).ToArray();
        var at = new Option<string?>("--at") { Description = "As it was at this time or day (UTC).", HelpName = "TIME" };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 200.", DefaultValueFactory = _ => 50 };
        var json = new Option<bool>("--json") { Description = "The answer as JSON." };
        var command = new Command("conversation", Help) { room, at, limit, json };
        foreach (var place in places)
            command.Options.Add(place);
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var parameters = places.Where(p => parsed.GetValue(p) is not null).Select(p => KeyValuePair.Create(p.Name.TrimStart('-'), parsed.GetValue(p)!.Value.ToString(CultureInfo.InvariantCulture)))
                .Append(KeyValuePair.Create("limit", parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture))).ToList();
            if (parsed.GetValue(at) is { } time)
                parameters.Add(KeyValuePair.Create("at", time));
            var view = await client.Archive.ConversationAsync(parsed.GetValue(room)!, parameters, stop);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(view, OcipJson.Default.ConversationView));
            else
                Print(view);
            return Run.Done;
        });
        return command;
    }

    private static void Print(ConversationView view)
    {
        AnsiConsole.MarkupLine($"[bold]{Cell(view.Name ?? view.Kind)}[/] {Cell(view.Room.Value)} {(view.At is { } at ? $"as of {Cell(at)}" : "as it is now")}");
        AnsiConsole.MarkupLine($"in it: {Cell(string.Join(", ", view.Participants.Select(p => p.User.Short)))}");
        foreach (var item in view.Items)
        {
            AnsiConsole.MarkupLine(WatchCommand.Line(RecordText.Of(item.Record)));
            foreach (var note in Notes(item))
                AnsiConsole.MarkupLine($"       [grey]{Cell(note)}[/]");
        }
        if (view.Earlier is { } earlier)
            Console.Error.WriteLine($"earlier with --before {earlier}");
        if (view.Later is { } later)
            Console.Error.WriteLine($"later with --after {later}");
    }

    private static IEnumerable<string> Notes(ConversationItem item)
    {
        if (item.Of is { } of)
            yield return $"of record {of}";
        if (item.Versions is { } versions)
            yield return $"changed by {string.Join(", ", versions.Select(v => string.Create(CultureInfo.InvariantCulture, $"record {v}")))}";
        if (item.SeenBy is { } seen)
            yield return $"seen by {(seen.Length == 0 ? "nobody" : string.Join(", ", seen.Select(u => u.Short)))}{(item.SeenByMore is { } more ? $" and {more} more" : "")}";
        foreach (var unseen in item.NotSeenBy ?? [])
            yield return $"{(unseen.Waiting == true ? "not yet seen" : "not seen")} by {unseen.User.Short} ({unseen.Code}{(unseen.HoldUntil is { } until ? $", until {until}" : "")})";
    }

    private static string Cell(string text) => Markup.Escape(RecordText.Printable(text));
}
