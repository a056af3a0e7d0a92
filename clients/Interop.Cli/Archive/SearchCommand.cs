using System.CommandLine;
using System.Text.Json;
using Interop.Client;
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
          interop archive search --rebuild
          interop archive search --code 5.1.2 --policy detect-payment-card
          interop archive search clause --type edit --keep 'Changed clauses'
          interop archive search --kept 'Changed clauses' --from 2026-11-01 --facets
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
        var options = Filters.Select(f => new Option<string[]>("--" + f.Name) { Description = f.Says, Arity = ArgumentArity.OneOrMore }).ToArray();
        var media = new Option<bool>("--media") { Description = "That refer to media." };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 200.", DefaultValueFactory = _ => 20 };
        var json = new Option<bool>("--json") { Description = "The page as JSON." };
        var rebuild = new Option<bool>("--rebuild") { Description = "Has the index made anew from the records, and says how far it is until it is done; for admin, operator and records. Nothing is searched." };
        var facets = new Option<bool>("--facets") { Description = "Also what the hits can be narrowed to, with counts." };
        var keep = new Option<string?>("--keep") { Description = "Keeps what is asked under this name, for oneself." };
        var kept = new Option<string?>("--kept") { Description = "Asks what was kept under this name, or an id; filters beside it narrow it." };
        var command = new Command("search", Help) { question, media, limit, json, rebuild, facets, keep, kept };
        foreach (var option in options)
            command.Options.Add(option);
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            if (parsed.GetValue(rebuild))
                return await RebuildAsync(client.Archive, stop);
            if (Filters.Zip(options).FirstOrDefault(f => !f.First.Many && parsed.GetValue(f.Second) is { Length: > 1 }) is { Second: { } twice })
                throw new UsageException($"{twice.Name} is given once");
            var parameters = options.SelectMany(o => (parsed.GetValue(o) ?? []).Select(value => KeyValuePair.Create(o.Name.TrimStart('-'), value))).ToList();
            if (parsed.GetValue(kept) is { } opened)
                parameters.AddRange(await KeptSearches.OpenAsync(client.Archive, opened, stop));
            if (parsed.GetValue(question) is { Length: > 0 } words)
                parameters.Add(KeyValuePair.Create("q", string.Join(' ', words)));
            if (parsed.GetValue(media))
                parameters.Add(KeyValuePair.Create("media", "true"));
            if (parsed.GetValue(keep) is { } name)
                await KeptSearches.KeepAsync(client.Archive, name, parameters, stop);
            parameters.Add(KeyValuePair.Create("limit", parsed.GetValue(limit).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            if (parsed.GetValue(facets))
                parameters.Add(KeyValuePair.Create("facets", "true"));
            var page = await client.Archive.SearchAsync(parameters, stop);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(page, OcipJson.Default.SearchPage));
            else
                await PrintAsync(page);
            return Run.Done;
        });
        return command;
    }

    /// <summary>Returns when the index has everything again. Whoever goes away meanwhile stops nothing.</summary>
    private static async Task<int> RebuildAsync(ArchiveClient archive, CancellationToken stop)
    {
        var index = await archive.RebuildSearchIndexAsync(stop);
        for (; index.Incomplete == true; index = await archive.SearchIndexAsync(stop))
        {
            await Console.Error.WriteLineAsync($"{index.Searched:N0} of {index.Records:N0} records");
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
        }
        Console.WriteLine($"done: the index has {index.Searched:N0} of {index.Records:N0} records; begun {index.RebuildStartedAt}, done {index.RebuildFinishedAt}");
        return Run.Done;
    }

    private static async Task PrintAsync(SearchPage page)
    {
        foreach (var hit in page.Hits)
            AnsiConsole.MarkupLine(Line(hit));
        if (page.Facets is { } facets)
            Print(facets);
        await Console.Error.WriteLineAsync($"{page.Hits.Length} of {(page.More == true ? "more than " : "")}{page.Count}; searched up to record {page.Searched}");
        if (page.Incomplete == true)
            await Console.Error.WriteLineAsync("a part of the index is being made anew, and was not searched: ask again later");
        if (page.Next is { } next)
            await Console.Error.WriteLineAsync($"more with --cursor {next}");
    }

    /// <summary>Where counting has stopped there may be more.</summary>
    private static void Print(SearchFacets facets)
    {
        foreach (var (filter, counts) in new[] { ("sender", facets.People), ("room", facets.Rooms), ("network", facets.Networks), ("type", facets.Types), ("code", facets.Codes) })
        {
            foreach (var one in counts)
                AnsiConsole.MarkupLine($"[grey]{one.Count,5:N0}{(facets.More == true ? "+" : " ")}[/] --{filter} {Cell(one.Value)} [blue]{Cell(one.Name ?? "")}[/]");
        }
    }

    private static string Line(SearchHit hit)
    {
        var text = string.Concat((hit.Snippet ?? []).Select(p => p.Hit == true ? $"[bold yellow]{Cell(p.Text)}[/]" : Cell(p.Text)));
        var place = hit.Part is null or "text" ? "" : $"[grey]{Cell(hit.Part)}:[/] ";
        return $"[grey]{hit.Index,6} {Cell(hit.At)}[/] {Cell(hit.Type is null ? hit.Kind : hit.Kind == "event" ? hit.Type : $"{hit.Kind} {hit.Type}")} [blue]{Cell(hit.Sender?.Short ?? "")}[/] {Cell(hit.Code ?? "")} {place}{text}";
    }

    private static string Cell(string text) => Markup.Escape(RecordText.Printable(text));
}
