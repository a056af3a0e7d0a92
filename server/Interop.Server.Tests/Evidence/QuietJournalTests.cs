using System.Diagnostics;
using System.Net.Http.Headers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>A journal in which nothing happens says that it is alive (spec 08).</summary>
[Collection(RealServerTests.Name)]
public sealed class QuietJournalTests(RealServer server)
{
    [Fact]
    public async Task JournalWithoutRecords_SendsACommentAfterFifteenSeconds()
    {
        await server.Scene.PersonAsync("quiet" + server.Suffix());
        var after = (await server.Scene.AuditAsync()).Records.Count - 1;
        using var http = new HttpClient { BaseAddress = server.Scene.Server.Address, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Scene.AdminToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(45));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"ocip/v1/archive/journal?after={after}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        var watch = Stopwatch.StartNew();
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(limit.Token));
        string? line;
        do
        {
            line = await lines.ReadLineAsync(limit.Token);
            Assert.NotNull(line);
            // The server archives on its own account too (alarms, books): what counts is the silence after that.
            if (line.StartsWith("data:", StringComparison.Ordinal))
                watch.Restart();
        }
        while (!line.StartsWith(':'));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(40));
    }
}
