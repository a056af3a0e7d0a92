using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Interop.Cli.Bench.Archive;

/// <summary>How fast bodies are ended: everything older than the last ten days of the filling, proposed by one officer and approved by another.</summary>
internal sealed class DispositionMeasure(Uri server, string author, string approver, FigureSheet figures)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Before the filling: a class counts for what is archived from then on.</summary>
    public async Task PrepareAsync(CancellationToken stop)
    {
        using var one = Open(author);
        var schedule = JsonNode.Parse("""{"classes":[{"class":"default","start":"archived","basis":"none"},{"class":"short","start":"archived","basis":"own rule","maximum":"P10D","appliesTo":{"types":["message","edit"]}}]}""")!;
        (await one.PutAsJsonAsync("schedule", schedule, stop)).EnsureSuccessStatusCode();
    }

    public async Task RunAsync(IProgress<string> progress, CancellationToken stop)
    {
        using var one = Open(author);
        using var other = Open(approver);
        using var answer = await one.PostAsJsonAsync("dispositions", new JsonObject(), stop);
        answer.EnsureSuccessStatusCode();
        var proposal = (await answer.Content.ReadFromJsonAsync<JsonObject>(stop))!;
        var id = proposal["id"]!.GetValue<string>();
        var begun = Stopwatch.GetTimestamp();
        (await other.PostAsJsonAsync($"dispositions/{id}/approve", new JsonObject(), stop)).EnsureSuccessStatusCode();
        JsonObject view;
        do
        {
            await Task.Delay(LookEvery, TimeProvider.System, stop);
            view = (await one.GetFromJsonAsync<JsonObject>($"dispositions/{id}/progress", stop))!;
            progress.Report($"{view["ended"]} of {view["count"]} bodies have ended");
        }
        while (view["state"]!.GetValue<string>() is not "done");
        var ended = view["ended"]!.GetValue<long>();
        figures.Add("disposition", "bodies ended", ended, "");
        figures.Add("disposition", "bodies ended, erased from every file", ended / Stopwatch.GetElapsedTime(begun).TotalSeconds, "/s");
    }

    private HttpClient Open(string token)
    {
        var http = new HttpClient { BaseAddress = new Uri(server, "/ocip/v1/archive/"), Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
