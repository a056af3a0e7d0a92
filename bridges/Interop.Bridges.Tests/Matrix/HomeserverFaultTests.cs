using System.Net;
using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Outbound;
using Interop.Bridges.Native;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>What the homeserver client does when the homeserver, or something in front of it, fails.</summary>
public sealed class HomeserverFaultTests : IAsyncLifetime, IDisposable
{
    private static readonly MatrixRoomId Room = MatrixRoomId.Parse("!room:hs.test");
    private static readonly TransactionKey Key = new("key");
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private FakeHomeserver homeserver = null!;
    private MatrixHomeserverClient client = null!;

    public async Task InitializeAsync()
    {
        homeserver = await FakeHomeserver.StartAsync();
        client = new MatrixHomeserverClient(http, homeserver.BaseUrl, "as-token", TimeProvider.System, NullLogger.Instance);
    }

    public void Dispose() => http.Dispose();

    public async Task DisposeAsync()
    {
        await homeserver.DisposeAsync();
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task Send_IsRepeated_WithTheSameTransaction(HttpStatusCode status)
    {
        homeserver.Fault("/send/", status, "<html>bad gateway</html>");
        homeserver.Fault("/send/", status, "");
        Assert.Equal("$event1", (await SendAsync()).Value);
        Assert.Equal(3, homeserver.Requests.Count);
        Assert.Single(homeserver.Requests.Distinct());
    }

    [Fact]
    public async Task Send_IsRepeated_WhenTheConnectionBreaks_OrSomethingElseAnswers200()
    {
        homeserver.Fault("/send/", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        homeserver.Fault("/send/", HttpStatusCode.OK, "<html>login to the wireless network</html>");
        Assert.Equal("$event1", (await SendAsync()).Value);
        Assert.Equal(3, homeserver.Requests.Count);
    }

    [Theory]
    [InlineData("""{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":400}""", null)]
    [InlineData("""{"errcode":"M_LIMIT_EXCEEDED"}""", "1")]
    public async Task Send_WaitsAsLongAsItIsAskedTo(string body, string? retryAfter)
    {
        homeserver.Fault("/send/", HttpStatusCode.TooManyRequests, body, retryAfter is null ? [] : [("Retry-After", retryAfter)]);
        var start = TimeProvider.System.GetTimestamp();
        await SendAsync();
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(390));
    }

    [Fact]
    public async Task Send_LeavesALongWaitToTheCore()
    {
        homeserver.Fault("/send/", HttpStatusCode.TooManyRequests, """{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":60000}""");
        var busy = await Assert.ThrowsAsync<NativeBusyException>(() => NativeFailures.RunAsync(SendAsync));
        Assert.Equal(TimeSpan.FromSeconds(60), busy.RetryAfter);
        Assert.Single(homeserver.Requests);
    }

    [Fact]
    public async Task Send_GivesUpAfterSomeAttempts_AsSomethingToTryAgain()
    {
        for (var attempt = 0; attempt < 10; attempt++)
            homeserver.Fault("/send/", HttpStatusCode.BadGateway, "");
        await Assert.ThrowsAsync<HttpRequestException>(() => NativeFailures.RunAsync(SendAsync));
        Assert.Equal(HomeserverLimits.AttemptsMax, homeserver.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "M_FORBIDDEN")]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "M_TOO_LARGE")]
    [InlineData(HttpStatusCode.BadRequest, "M_BAD_JSON")]
    public async Task Send_IsRefusedForGood(HttpStatusCode status, string code)
    {
        homeserver.Fault("/send/", status, $$"""{"errcode":"{{code}}","error":"no"}""");
        await Assert.ThrowsAsync<NativeRefusedException>(() => NativeFailures.RunAsync(SendAsync));
        Assert.Single(homeserver.Requests);
    }

    [Fact]
    public async Task UnknownToken_IsNoRefusal_SoThatNothingIsLostMeanwhile()
    {
        homeserver.Fault("/send/", HttpStatusCode.Unauthorized, """{"errcode":"M_UNKNOWN_TOKEN","error":"?"}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => NativeFailures.RunAsync(SendAsync));
    }

    [Fact]
    public async Task EndlessAnswer_IsCutOff()
    {
        homeserver.Fault("/members", async context =>
        {
            var chunk = new byte[1024 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        });
        var failure = await Assert.ThrowsAsync<MatrixException>(() => client.GetMembersAsync(Room, null, CancellationToken.None));
        Assert.Equal(MatrixException.ResponseTooLarge, failure.Code);
    }

    [Fact]
    public async Task Unreachable_IsTransient()
    {
        await homeserver.DisposeAsync();
        var failure = await Assert.ThrowsAsync<MatrixException>(SendAsync);
        Assert.True(failure.IsTransient);
        Assert.Equal(MatrixException.Unreachable, failure.Code);
    }

    [Fact]
    public async Task Ids_AreEscapedOnce()
    {
        await client.GetDisplayNameAsync(MatrixUserId.Parse("@a/b%2Fc d+é?#:hs.test"), CancellationToken.None);
        Assert.Equal("GET /_matrix/client/v3/profile/%40a%2Fb%252Fc%20d%2B%C3%A9%3F%23%3Ahs.test/displayname", homeserver.Requests.Single());
    }

    private Task<MatrixEventId> SendAsync() =>
        client.SendAsync(Room, "m.room.message", Key, new JsonObject { ["body"] = "x" }, MatrixUserId.Parse("@ocip_carol:hs.test"), null, CancellationToken.None);
}
