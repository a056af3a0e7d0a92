using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>A client that reconnects neither loses nor repeats, however it reads.</summary>
[Collection(RealServerTests.Name)]
public sealed class ReconnectingTests(RealServer server)
{
    private const int Messages = 400;
    private readonly Scene scene = server.Scene;

    private async Task<(Actor Alice, Actor Bob, RoomId Room)> TwoAsync()
    {
        var (alice, bob, _) = await scene.ThreeAsync(server.Suffix());
        return (alice, bob, await Scene.RoomAsync(alice, bob));
    }

    private static string[] Expected(int count) => [.. Enumerable.Range(0, count).Select(n => $"message {n}")];

    /// <summary>In order, a few to a transaction, one transaction after the other.</summary>
    private static async Task WriteAsync(Actor actor, RoomId room, int count)
    {
        foreach (var some in Expected(count).Chunk(4))
        {
            var answer = await actor.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. some.Select(t => Actor.Message(room, t))]));
            Assert.All(answer.Results, r => Assert.Equal("2.0.0", r.Code));
        }
    }

    [Fact]
    public async Task ServerSentEvents_CutAgainAndAgain()
    {
        var (alice, bob, room) = await TwoAsync();
        var listening = bob.Listen();
        var writing = WriteAsync(alice, room, Messages);
        while (!writing.IsCompleted)
        {
            await Pause.Ms(35);
            listening.Cut();
        }
        await writing;
        await listening.UntilCountAsync(Messages);
        Assert.Equal(Expected(Messages), listening.Texts);
        Assert.Empty(listening.Faults);
        Assert.True(listening.Connections > 3, $"only {listening.Connections} connections");
    }

    [Fact]
    public async Task LongPolls_GivenUpHalfWay()
    {
        var (alice, bob, room) = await TwoAsync();
        var writing = WriteAsync(alice, room, Messages);
        var texts = new List<string>();
        var cursor = -1L;
        for (var n = 0; texts.Count < Messages && n < 5_000; n++)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(n % 3 == 0 ? 4 : 20_000));
            try
            {
                var frame = await bob.Client.PollAsync(cursor, 5_000, patience.Token);
                Assert.All(frame.Items, i => Assert.InRange(i.Position, cursor + 1, frame.Cursor));
                texts.AddRange(frame.Items.Where(i => i.Event is not null).Select(i => RecordedStream.TextOf(i.Event!)).OfType<string>());
                cursor = frame.Cursor;
            }
            catch (OperationCanceledException)
            {
                continue;
            }
        }
        await writing;
        Assert.Equal(Expected(Messages), texts);
    }

    [Fact]
    public async Task LongPoll_WaitsForTheFirst_AndNoLonger()
    {
        var (alice, bob, room) = await TwoAsync();
        var now = await bob.Client.PollAsync(-1);
        var empty = await bob.Client.PollAsync(now.Cursor, 300);
        Assert.Empty(empty.Items);
        var waiting = bob.Client.PollAsync(empty.Cursor, 20_000);
        await Pause.Ms(100);
        Assert.False(waiting.IsCompleted);
        await alice.SayAsync(room, "at last");
        Assert.Equal("at last", RecordedStream.TextOf(Assert.Single((await waiting).Items).Event!));
    }

    [Fact]
    public async Task WithoutACursor_TheStreamStartsAfterWhatWasAcknowledged()
    {
        var (alice, bob, room) = await TwoAsync();
        await WriteAsync(alice, room, 8);
        var all = await bob.Client.PollAsync(-1);
        var fifth = all.Items.First(i => i.Event is { } ev && RecordedStream.TextOf(ev) == "message 4").Position;
        await bob.Client.AckAsync(fifth);
        var rest = await bob.Client.PollAsync(null);
        Assert.Equal(["message 5", "message 6", "message 7"], rest.Items.Select(i => RecordedStream.TextOf(i.Event!)));
        await bob.Client.AckAsync(fifth - 2); // never goes back
        Assert.Equal(3, (await bob.Client.PollAsync(null)).Items.Length);
    }

    [Fact]
    public async Task TwoClientsOfOnePerson_BothGetEverything_AndSoDoesTheSender()
    {
        var (alice, bob, room) = await TwoAsync();
        var streams = new[] { bob.Listen(), bob.Listen(), alice.Listen() };
        await WriteAsync(alice, room, 40);
        foreach (var stream in streams)
        {
            await stream.UntilCountAsync(40);
            Assert.Equal(Expected(40), stream.Texts);
            Assert.Empty(stream.Faults);
        }
    }

    [Fact]
    public async Task History_IsTheSameAsTheStream()
    {
        var (alice, bob, room) = await TwoAsync();
        await WriteAsync(alice, room, 120);
        var texts = new List<string>();
        for (long seq = 0; ;)
        {
            var frame = await bob.Client.HistoryAsync(room, seq, 50);
            if (frame.Items.Length == 0)
                break;
            // From bob's own joining on, without a gap.
            var first = seq == 0 ? frame.Items[0].Event!.Hub.Seq : seq + 1;
            Assert.Equal(Enumerable.Range((int)first, frame.Items.Length).Select(n => (long)n), frame.Items.Select(i => i.Event!.Hub.Seq));
            seq = frame.Items[^1].Event!.Hub.Seq;
            texts.AddRange(frame.Items.Select(i => RecordedStream.TextOf(i.Event!)).OfType<string>());
        }
        Assert.Equal(Expected(120), texts);
    }

    [Fact]
    public async Task AReaderThatStopsReading_HoldsNobodyUp_AndMissesNothing()
    {
        const int count = 2_000;
        var (alice, bob, room) = await TwoAsync();
        // The answer is left in the socket until everything was written.
        using var http = new HttpClient { BaseAddress = scene.Server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "ocip/v1/client/sync?after=-1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bob.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var filler = new string('x', 4_000);
        foreach (var some in Enumerable.Range(0, count).Chunk(40))
        {
            var answer = await alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. some.Select(n => Actor.Message(room, $"{n} {filler}"))]));
            Assert.All(answer.Results, r => Assert.Equal("2.0.0", r.Code));
        }

        var numbers = new List<int>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(limit.Token)).EnumerateAsync(limit.Token))
        {
            var frame = JsonSerializer.Deserialize(item.Data, OcipJson.Default.SyncFrame)!;
            numbers.AddRange(frame.Items.Where(i => i.Event is not null).Select(i => RecordedStream.TextOf(i.Event!)).OfType<string>()
                .Select(t => int.Parse(t.AsSpan(0, t.IndexOf(' ')), CultureInfo.InvariantCulture)));
            if (numbers.Count >= count)
                break;
        }
        Assert.Equal(Enumerable.Range(0, count), numbers);
    }

    [Fact]
    public async Task ServerSentEvents_SayThatTheyAreStillHere()
    {
        var (_, bob, _) = await TwoAsync();
        using var http = new HttpClient { BaseAddress = scene.Server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "ocip/v1/client/sync?after=-1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bob.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        string? line;
        do
            line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        while (line is not null && !line.StartsWith(':'));
        Assert.NotNull(line);
    }
}
