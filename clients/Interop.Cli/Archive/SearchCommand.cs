using System.CommandLine;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive search: records by their words, a line for each (spec 08).</summary>
internal static class SearchCommand
{
    private const string Help = """
        Find records by their words. Words beside each other are all wanted; "words in a row"; begin*; AND, OR, NOT, NEAR/5 and parentheses.

          interop archive search 'clause 7 NOT draft' --person alice --from 2026-01-01
          interop archive search '"wire transfer" NEAR/5 (offshore OR cayman*)' --order rank
          interop archive search --code 5.1.2 --policy detect-payment-card
        """;

    private static readonly (string Name, string Says, bool Many)[] Filters =
    [
        ("sender", "Of this user.", true), ("person", "Sent by or about this user, or said where they were; twice: both.", true), ("room", "Of this room.", true),
        ("network", "From this network.", true), ("kind", "Of this kind, such as event or refusal.", true), ("type", "Events of this type.", true),
        ("code", "With this code in the decision.", true), ("policy", "For which this policy asked for more than to allow.", true), ("persona", "Of senders of this persona.", true),
        ("from", "Not before this day or time (UTC).", false), ("to", "Before this day or time (UTC).", false), ("order", "newest (default), oldest or rank.", false),
        ("cursor", "The page after the one that has given it.", false),
    ];

    public static Command Create()
    {
        var server = new ServerOptions();
        var question = new Argument<string[]>("question") { Description = "What to search for; in quotation marks of the shell.", Arity = ArgumentArity.ZeroOrMore };
        var options = Filters.Select(f => new Option<string[]>("--" + f.Name) { Description = f.Says, Arity = f.Many ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne }).ToArray();
        var media = new Option<bool>("--media") { Description = "That refer to media." };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 200.", DefaultValueFactory = _ => 20 };
        var json = new Option<bool>("--json") { Description = "The page as JSON." };
        var command = new Command("search", Help) { question, media, limit, json };
        foreach (var option in options)
            command.Options.Add(option);
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var parameters = options.SelectMany(o => (parsed.GetValue(o) ?? []).Select(value => KeyValuePair.Create(o.Name.TrimStart('-'), value)))
                .Append(KeyValuePair.Create("limit", parsed.GetValue(limit).ToString(System.Globalization.CultureInfo.InvariantCulture))).ToList();
            if (parsed.GetValue(question) is { Length: > 0 } words)
                parameters.Add(KeyValuePair.Create("q", string.Join(' ', words)));
            if (parsed.GetValue(media))
                parameters.Add(KeyValuePair.Create("media", "true"));
            var page = await client.Archive.SearchAsync(parameters, stop);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(page, OcipJson.Default.SearchPage));
            else
                await PrintAsync(page);
            return Run.Done;
        });
        return command;
    }

    private static async Task PrintAsync(SearchPage page)
    {
        foreach (var hit in page.Hits)
            AnsiConsole.MarkupLine(Line(hit));
        await Console.Error.WriteLineAsync($"{page.Hits.Length} of {(page.More == true ? "more than " : "")}{page.Count}; searched up to record {page.Searched}");
        if (page.Incomplete == true)
            await Console.Error.WriteLineAsync("a part of the index is being made anew, and was not searched: ask again later");
        if (page.Next is { } next)
            await Console.Error.WriteLineAsync($"more with --cursor {next}");
    }

    private static string Line(SearchHit hit)
    {
        var text = string.Concat((hit.Snippet ?? []).Select(p => p.Hit == true ? $"[bold yellow]{Cell(p.Text)}[/]" : Cell(p.Text)));
        var place = hit.Part is null or "text" ? "" : $"[grey]{Cell(hit.Part)}:[/] ";
        return $"[grey]{hit.Index,6} {Cell(hit.At)}[/] {Cell(hit.Type is null ? hit.Kind : hit.Kind == "event" ? hit.Type : $"{hit.Kind} {hit.Type}")} [blue]{Cell(hit.Sender?.Short ?? "")}[/] {Cell(hit.Code ?? "")} {place}{text}";
    }

    private static string Cell(string text) => Markup.Escape(RecordText.Printable(text));
}
