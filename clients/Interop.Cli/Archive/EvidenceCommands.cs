using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Interop.Protocol;

namespace Interop.Cli.Archive;

/// <summary>archive alarms|scrub|reports|witnesses: whether the archive is whole and everything that it rests on works.</summary>
internal static class EvidenceCommands
{
    public static IEnumerable<Command> Create() => [Alarms(), Scrub(), Reports(), Witnesses()];

    private static Command Alarms()
    {
        var past = new Option<int>("--past") { Description = "And so many of those that are over.", HelpName = "N" };
        return Make("alarms", "What stands to be looked at. Exit code 1 when something does.", [past], async (ask, parsed, json, stop) =>
        {
            var text = await ask.GetAsync($"archive/alarms?past={parsed.GetValue(past)}", stop);
            var alarms = JsonSerializer.Deserialize(text, OcipJson.Default.AlarmList)!.Alarms;
            if (json)
                Console.WriteLine(text);
            foreach (var alarm in json ? [] : alarms)
                Console.WriteLine($"{alarm.RaisedAt}  {(alarm.ClearedAt is { } over ? $"over {over}" : "STANDS")}  {alarm.Kind} {RecordText.Printable(alarm.Subject)}: {RecordText.Printable(alarm.Detail)}");
            if (!json && alarms.Length == 0)
                Console.WriteLine("no alarms");
            return alarms.Any(a => a.ClearedAt is null) ? Run.Failed : Run.Done;
        });
    }

    private static Command Scrub()
    {
        var now = new Option<bool>("--now") { Description = "Begin a pass, unless one goes on." };
        return Make("scrub", "How far the reading of all that is stored is, and what it has found. Exit code 1 when something is wrong.", [now], async (ask, parsed, json, stop) =>
        {
            if (parsed.GetValue(now))
                await ask.PostAsync("archive/scrub", stop);
            var text = await ask.GetAsync("archive/scrub", stop);
            var view = JsonSerializer.Deserialize(text, OcipJson.Default.ScrubView)!;
            Console.WriteLine(json ? text : $"pass {view.Pass}: {view.Records:N0} of {view.OfRecords:N0} records, {view.Files:N0} files; begun {view.StartedAt ?? "never"}, {(view.FinishedAt is { } end ? $"done {end}" : "goes on")}; {view.Faults.Length} faults");
            foreach (var fault in json ? [] : view.Faults)
                Console.WriteLine($"WRONG: {RecordText.Printable(fault.Subject)}: {RecordText.Printable(fault.Detail)}");
            return view.Faults.Length > 0 ? Run.Failed : Run.Done;
        });
    }

    private static Command Reports()
    {
        var date = new Argument<string>("date") { Description = "yyyy-MM-dd, UTC. Of today a report is made now, and not archived." };
        var html = new Option<bool>("--html") { Description = "As a page for people." };
        return Make("reports", "The books of a day: what came in, what became of it, and what is not explained. Exit code 1 when there are gaps.", [html], async (ask, parsed, json, stop) =>
        {
            var page = parsed.GetValue(html);
            if (!DateOnly.TryParseExact(parsed.GetValue(date), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                throw new UsageException($"'{RecordText.Printable(parsed.GetValue(date)!)}' is no day: yyyy-MM-dd, such as 2026-11-22");
            var text = await ask.GetAsync($"archive/reports/{Uri.EscapeDataString(parsed.GetValue(date)!)}", stop, page ? "text/html" : "application/json");
            if (json || page)
                Console.WriteLine(text);
            if (page)
                return Run.Done;
            var report = JsonSerializer.Deserialize(text, OcipJson.Default.ReconciliationReport)!;
            var c = report.Totals;
            if (!json)
                Console.WriteLine($"{report.Log} {report.Date}: records {report.First:N0} to {report.Next - 1:N0}; received {c.Received:N0} = archived {c.Archived:N0} + refused {c.Refused:N0} + sent out {c.SentOut:N0}; delivered {c.Delivered:N0}, held {c.Held:N0}, withheld {c.Withheld:N0}, released {c.Released:N0}");
            foreach (var gap in json ? [] : report.Gaps)
                Console.WriteLine($"gap: {gap.Kind} {RecordText.Printable(gap.Subject)}: {RecordText.Printable(gap.Detail)}{(gap.From is null ? "" : $" ({gap.From} to {gap.To})")}");
            return report.Gaps.Length > 0 ? Run.Failed : Run.Done;
        }, date);
    }

    private static Command Witnesses() =>
        Make("witnesses", "The log's keys, as a list of logs for `interop witness`; and who has cosigned it. Needs no token.", [], async (ask, _, json, stop) =>
        {
            var text = await ask.GetAsync("archive/witnesses", stop);
            var list = JsonSerializer.Deserialize(text, OcipJson.Default.WitnessList)!;
            if (json)
                Console.WriteLine(text);
            foreach (var key in json ? [] : list.Keys)
                Console.WriteLine($"log {key}");
            foreach (var witness in json ? [] : list.Witnesses)
                Console.WriteLine($"# {RecordText.Printable(witness.Key)}: {(witness.Size is { } size ? $"{size:N0} records at {witness.At}" : "has not cosigned yet")}");
            if (!json && list.Witnesses.Length == 0)
                await Console.Error.WriteLineAsync("no witness is asked to cosign this log");
            return Run.Done;
        });

    private static Command Make(string name, string description, Option[] options, Func<Asking, ParseResult, bool, CancellationToken, Task<int>> act, Argument<string>? argument = null)
    {
        var server = new ServerOptions();
        var json = new Option<bool>("--json") { Description = "What the server answers." };
        var command = new Command(name, description);
        if (argument is not null)
            command.Arguments.Add(argument);
        server.AddTo(command);
        foreach (var option in options.Append(json))
            command.Options.Add(option);
        command.Does(async (parsed, stop) =>
        {
            using var ask = new Asking(server.Server(parsed), server.Token(parsed));
            return await act(ask, parsed, parsed.GetValue(json), stop);
        });
        return command;
    }

    /// <summary>Plain requests of the archive's API.</summary>
    private sealed class Asking : IDisposable
    {
        private readonly HttpClient http;

        public Asking(string? server, string? token)
        {
            var address = Uri.TryCreate(server, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri! : throw new UsageException("no server is named: give --server URL, or set INTEROP_SERVER");
            http = new HttpClient { BaseAddress = new Uri(address, "ocip/v1/") };
            if (token is not null)
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        public async Task<string> GetAsync(string path, CancellationToken stop, string accept = "application/json")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.ParseAdd(accept);
            using var answer = await http.SendAsync(request, stop);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(stop) : throw await RefusalAsync(answer, stop);
        }

        public async Task PostAsync(string path, CancellationToken stop)
        {
            using var answer = await http.PostAsync(path, null, stop);
            if (!answer.IsSuccessStatusCode)
                throw await RefusalAsync(answer, stop);
        }

        public void Dispose() => http.Dispose();

        private static async Task<UsageException> RefusalAsync(HttpResponseMessage answer, CancellationToken stop) => new(ArchiveCalls.Refusal((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(stop)));
    }
}
