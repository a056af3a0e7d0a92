using System.Text;
using System.Text.Json;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>What is not well formed is answered with a code, changes nothing, and troubles nobody else.</summary>
[Collection(RealServerTests.Name)]
public sealed class MalformedInputTests(RealServer server) : IAsyncLifetime, IDisposable
{
    private const string Plain = """{"part":{"cardinality":"single","contentType":"text/plain","content":"hello"}}""";
    private readonly Scene scene = server.Scene;
    private Actor alice = null!;
    private RoomId room;
    private RawHttp http = null!;

    public async Task InitializeAsync()
    {
        alice = await scene.PersonAsync("alice" + server.Suffix());
        room = await Scene.RoomAsync(alice, await scene.PersonAsync("bob" + server.Suffix()));
        http = new RawHttp(scene.Server.Address, alice.Token);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => http.Dispose();

    private static string Transaction => Actor.NewTransaction().Value;

    private string Draft(string content = Plain, string type = "message", string more = "") =>
        $$"""{"room":"{{room}}","type":"{{type}}","content":{{content}}{{more}}}""";

    private static string Submit(params string[] drafts) => $$"""{"transaction":"{{Transaction}}","events":[{{string.Join(',', drafts)}}]}""";

    /// <summary>The whole request is refused, or its one event is: either way with this code, and nothing was accepted.</summary>
    private async Task AssertRefusedAsync(byte[] body, string code)
    {
        var before = (await alice.Client.RoomAsync(room)).Head;
        var answer = await http.SendAsync(HttpMethod.Post, "client/submit", body);
        if (answer.Status == 200)
        {
            var result = answer.Body.GetProperty("results")[0];
            Assert.Equal(code, result.GetProperty("code").GetString());
            Assert.False(result.TryGetProperty("seq", out _), "a refused event has no place in the room");
            Assert.False(string.IsNullOrWhiteSpace(result.GetProperty("detail").GetString()));
        }
        else
        {
            RawHttp.AssertProblem(answer, code);
        }
        Assert.Equal(before, (await alice.Client.RoomAsync(room)).Head);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "still there")).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{}{}")]
    [InlineData("""{"transaction":null,"events":[]}""")]
    [InlineData("""{"transaction":"01890a5d-ac96-774b-bcce-b302099a8057","events":null}""")]
    [InlineData("""{"transaction":"01890a5d-ac96-774b-bcce-b302099a8057","events":[]}""")]
    [InlineData("""{"transaction":"01890a5d-ac96-774b-bcce-b302099a8057","events":[null]}""")]
    [InlineData("""{"transaction":"01890A5D-AC96-774B-BCCE-B302099A8057","events":[{}]}""")] // upper case
    [InlineData("""{"transaction":"9f1b3c5e-6a4d-4f0e-8a3b-0d9b6f0f3c11","events":[{}]}""")] // not version 7
    [InlineData("""{"transaction":7,"events":[{}]}""")]
    [InlineData("<submit/>")]
    public Task Submit_NotATransaction(string body) => AssertRefusedAsync(Encoding.UTF8.GetBytes(body), "5.5.0");

    [Fact]
    public Task Submit_DuplicateKeys_Outside() =>
        AssertRefusedAsync(Encoding.UTF8.GetBytes($$"""{"transaction":"{{Transaction}}","transaction":"{{Transaction}}","events":[{{Draft()}}]}"""), "5.5.0");

    [Theory]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"one","content":"two"}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"one","c\u006fntent":"two"}}""")]
    [InlineData("""{"a":1,"a":1}""")]
    public Task Submit_DuplicateKeys_InContent(string content) => AssertRefusedAsync(Encoding.UTF8.GetBytes(Submit(Draft(content))), "5.5.0");

    [Theory]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"bell\u0007"}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"nul\u0000"}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"escape\u001b[2J"}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"delete\u007f"}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"not a character\uffff"}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"half\ud83d"}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"the other half\ude00"}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/pl\u0000ain","content":"x"}}""")]
    [InlineData("""{"na\u0000me":1,"part":{"cardinality":"single","contentType":"text/plain","content":"x"}}""")]
    public Task Submit_CharactersThatTextMayNotHave(string content) => AssertRefusedAsync(Encoding.UTF8.GetBytes(Submit(Draft(content))), "5.5.0");

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"part":null}""")]
    [InlineData("""{"part":{"cardinality":"double","content":"x"}}""")]
    [InlineData("""{"part":{"cardinality":"single"}}""")]
    [InlineData("""{"part":{"cardinality":"multi","semantics":"chooseOne","parts":[]}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"x"},"unknown":true}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"x","size":9007199254740993}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"x","size":1e400}}""")]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"x","size":NaN}}""")]
    public Task Submit_ContentOfTheWrongShape(string content) => AssertRefusedAsync(Encoding.UTF8.GetBytes(Submit(Draft(content))), "5.5.0");

    [Theory]
    [InlineData("message", """,{"unknown":1}""")]
    [InlineData("Message!", "")]
    [InlineData("", "")]
    [InlineData("message", ""","created":"yesterday" """)]
    [InlineData("message", ""","created":"2999-01-01T00:00:00.000Z" """)]
    [InlineData("message", ""","state":{"kind":"group"} """)]
    [InlineData("message", ""","labels":["a","a"] """)]
    [InlineData("message", ""","relates":{"type":"replaces","event":"short"} """)]
    [InlineData("edit", "")]
    [InlineData("retract", "")]
    [InlineData("membership", "")]
    [InlineData("membership", ""","state":{"target":"nobody","membership":"join"} """)]
    [InlineData("message", ""","unknown":1 """)]
    public Task Submit_DraftOfTheWrongShape(string type, string more) => AssertRefusedAsync(Encoding.UTF8.GetBytes(Submit(Draft(Plain, type, more))), "5.5.0");

    [Fact]
    public Task Submit_InvalidUtf8()
    {
        var body = Encoding.UTF8.GetBytes(Submit(Draft()));
        body[Array.IndexOf(body, (byte)'h')] = 0xC3;
        return AssertRefusedAsync(body, "5.5.0");
    }

    [Fact]
    public Task Submit_Utf16() => AssertRefusedAsync(Encoding.Unicode.GetBytes(Submit(Draft())), "5.5.0");

    [Fact]
    public Task Submit_ByteOrderMark() => AssertRefusedAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Submit(Draft()))], "5.5.0");

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public Task Submit_Deep(int depth) =>
        AssertRefusedAsync(Encoding.UTF8.GetBytes(Submit(Draft($$"""{"part":{{string.Concat(Enumerable.Repeat("[", depth))}}{{string.Concat(Enumerable.Repeat("]", depth))}}}"""))), "5.5.0");

    [Fact]
    public Task Submit_EventOver64KiB() => AssertRefusedAsync(Encoding.UTF8.GetBytes(Submit(Draft(Long(70_000)))), "5.5.5");

    [Fact]
    public Task Submit_TransactionOver1MiB() => AssertRefusedAsync(Encoding.UTF8.GetBytes(Submit([.. Enumerable.Repeat(Draft(Long(60_000)), 20)])), "5.5.5");

    [Fact]
    public async Task Submit_MoreThanFiftyEvents()
    {
        var body = Submit([.. Enumerable.Repeat(Draft(), 51)]);
        await AssertRefusedAsync(Encoding.UTF8.GetBytes(body), "5.5.5");
    }

    [Fact]
    public async Task Submit_EndlessBody_IsCutOff()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "client/submit") { Content = new StreamContent(new Endless(64 * 1024 * 1024)) };
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = true;
        try
        {
            RawHttp.AssertProblem(await http.SendAsync(request), "5.5.5");
        }
        catch (HttpRequestException)
        {
            // The server may close before it has read all: clean as well.
        }
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "still there")).Code);
    }

    [Fact]
    public async Task Submit_ALargeEventUnderTheLimit_IsTaken()
    {
        var text = new string('é', 30_000);
        var result = await alice.SayAsync(room, text);
        Assert.Equal("2.0.0", result.Code);
    }

    [Fact]
    public async Task Submit_OneBadEventAmongGoodOnes_IsAnsweredByItself()
    {
        var answer = await http.PostAsync("client/submit", Submit(Draft(), Draft("""{"part":{"cardinality":"single","contentType":"text/plain","content":"\u0007"}}"""), Draft()));
        Assert.Equal(200, answer.Status);
        Assert.Equal(["2.0.0", "5.5.0", "2.0.0"], answer.Body.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("client/sync?after=abc")]
    [InlineData("client/sync?after=-2")]
    [InlineData("client/sync?after=99999999999999999999")]
    [InlineData("client/sync?after=999999999")] // beyond the log, as after a restore: what lies between would be lost in silence
    [InlineData("client/rooms/not-a-uuid")]
    [InlineData("client/rooms/{room}/events?afterSeq=x")]
    public async Task Query_OfTheWrongForm(string path)
    {
        var answer = await http.GetAsync(path.Replace("{room}", room.Uuid.ToString("D"), StringComparison.Ordinal));
        RawHttp.AssertProblem(answer, answer.Status == 404 ? "5.5.4" : "5.5.0");
    }

    [Theory]
    [InlineData("client/sync?after=-1&waitMs=-1")]
    [InlineData("client/sync?after=-1&waitMs=30001")]
    [InlineData("client/rooms/{room}/events?limit=0")]
    [InlineData("client/rooms/{room}/events?limit=1000000")]
    public async Task Query_OverALimit_IsBounded(string path)
    {
        var answer = await http.GetAsync(path.Replace("{room}", room.Uuid.ToString("D"), StringComparison.Ordinal));
        Assert.Equal(200, answer.Status);
        Assert.InRange(answer.Body.GetProperty("items").GetArrayLength(), 1, 200);
    }

    [Theory]
    [InlineData("POST", "client/ack", """{"cursor":-5}""")]
    [InlineData("POST", "client/ack", """{"cursor":"x"}""")]
    [InlineData("POST", "client/ack", """{"cursor":99999999}""")] // never was
    [InlineData("POST", "client/rooms", """{"kind":"cave","participants":[]}""")]
    [InlineData("POST", "client/rooms", """{"kind":"direct","participants":[]}""")]
    [InlineData("POST", "client/rooms", """{"kind":"group","participants":["bob"]}""")]
    [InlineData("POST", "client/rooms", """{"kind":"group","participants":[],"name":"bell\u0007"}""")]
    public async Task Request_OfTheWrongForm(string method, string path, string body) =>
        RawHttp.AssertProblem(await http.SendAsync(new HttpMethod(method), path, Encoding.UTF8.GetBytes(body)), "5.5.0");

    [Fact]
    public async Task Submit_AsAForm_IsRefused()
    {
        var answer = await http.SendAsync(HttpMethod.Post, "client/submit", Encoding.UTF8.GetBytes(Submit(Draft())), "application/x-www-form-urlencoded");
        RawHttp.AssertProblem(answer, "5.5.0");
    }

    [Fact]
    public async Task UnknownPath_IsAProblemToo() => RawHttp.AssertProblem(await http.GetAsync("client/nothing"), "5.5.4");

    private static string Long(int length) => JsonSerializer.Serialize(new { part = new { cardinality = "single", contentType = "text/plain", content = new string('x', length) } });

    /// <summary>Bytes without end, or nearly.</summary>
    private sealed class Endless(long length) : Stream
    {
        private long left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, left);
            buffer.AsSpan(offset, read).Fill((byte)' ');
            left -= read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
