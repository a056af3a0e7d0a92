using System.Runtime.CompilerServices;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Interop.Server.Tests.Client;

public sealed class OcipLiveTests
{
    [Fact]
    public async Task Submit_AnswersOneResultPerDraft()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        await using var live = client.Live();

        var response = await live.SubmitAsync(Request("one", "two"));

        Assert.Equal(["one", "two"], response.Results.Select(result => result.Detail));
    }

    [Fact]
    public async Task Submit_CarriesMoreThanOneSocketFrame()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        await using var live = client.Live();
        var text = string.Concat(Enumerable.Repeat("long text ", 4_000));

        Assert.Equal(text, (await live.SubmitAsync(Request(text))).Results.Single().Detail);
    }

    [Fact]
    public async Task Refusal_BecomesAnExceptionWithTheProblem()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        await using var live = client.Live();

        var refusal = await Assert.ThrowsAsync<OcipProblemException>(() => live.SubmitAsync(Request("refuse")));

        Assert.Equal("5.5.2", refusal.Problem.Code);
        Assert.Equal("used for other content", refusal.Problem.Detail);
    }

    [Fact]
    public async Task WrongToken_IsRefusedForGood()
    {
        await using var server = await StartAsync();
        using var client = server.Client("wrong");
        await using var live = client.Live();

        var refusal = await Assert.ThrowsAsync<OcipProblemException>(() => live.SubmitAsync(Request("x")));

        Assert.False(refusal.IsTransient);
    }

    [Fact]
    public async Task Stream_ResumesByCursor_WhenTheConnectionBreaks()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        await using var live = client.Live();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        // The hub breaks the connection after every second frame.
        List<long> positions = [];
        await foreach (var frame in live.SyncAsync(-1, limit.Token))
        {
            positions.AddRange(frame.Items.Select(item => item.Position));
            if (frame.Cursor == 6)
                break;
        }

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], positions);
    }

    [Fact]
    public async Task Call_AfterABreak_Reconnects()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        await using var live = client.Live();

        await Assert.ThrowsAsync<IOException>(() => live.SubmitAsync(Request("break")));

        Assert.Equal("again", (await live.SubmitAsync(Request("again"))).Results.Single().Detail);
    }

    private static SubmitRequest Request(params string[] texts) =>
        new(TransactionId.Create(TimeProvider.System), [.. texts.Select(text => Drafts.Text(ScriptedServer.RoomA, text))]);

    private static Task<ScriptedServer> StartAsync() => ScriptedServer.StartAsync(
        app =>
        {
            app.Use(async (context, next) =>
            {
                if (context.Request.Headers.Authorization != "Bearer t0ken")
                    context.Response.StatusCode = 401;
                else
                    await next();
            });
            app.MapHub<ScriptedHub>("/hubs/client");
        },
        services => services.AddSignalR(options => options.MaximumReceiveMessageSize = 2_000_000)
            .AddJsonProtocol(json => json.PayloadSerializerOptions = OcipJson.Default.Options));

    private sealed class ScriptedHub : Hub
    {
        public SubmitResponse Submit(SubmitRequest request)
        {
            var first = Drafts.TextOf(request.Events[0]);
            if (first == "refuse")
                throw new HubException("5.5.2 used for other content");
            if (first == "break")
                Context.GetHttpContext()!.Abort();
            return new(request.Transaction, [.. request.Events.Select(draft => new SubmitResult { Code = "2.0.0", Detail = Drafts.TextOf(draft) })]);
        }

        public async IAsyncEnumerable<SyncFrame> Sync(long? after, [EnumeratorCancellation] CancellationToken stop)
        {
            var cursor = after ?? -1;
            yield return Drafts.Frame(cursor + 1, cursor + 1);
            yield return Drafts.Frame(cursor + 2, cursor + 2);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
            Context.GetHttpContext()!.Abort();
        }
    }
}
