using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Interop.Bridges.RealServers.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>A homeserver for the faults that a real one cannot be made to show: it agrees to everything, except where a fault is waiting.</summary>
internal sealed class FakeHomeserver : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentQueue<(string Path, Func<HttpContext, Task> Answer)> faults = new();
    private readonly ConcurrentDictionary<string, string> sent = new();
    private int events;

    private FakeHomeserver(int port)
    {
        BaseUrl = new Uri($"http://127.0.0.1:{port}/");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        application = builder.Build();
        application.Run(AnswerAsync);
    }

    public Uri BaseUrl { get; }

    /// <summary>"METHOD raw-target" in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<FakeHomeserver> StartAsync()
    {
        var homeserver = new FakeHomeserver(FreePort.Take());
        await homeserver.application.StartAsync();
        return homeserver;
    }

    /// <summary>The next request whose path contains this is answered like this; faults wait in line.</summary>
    public void Fault(string path, Func<HttpContext, Task> answer) => faults.Enqueue((path, answer));

    public void Fault(string path, HttpStatusCode status, string body, params (string Name, string Value)[] headers) => Fault(path, async context =>
    {
        context.Response.StatusCode = (int)status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        await context.Response.WriteAsync(body);
    });

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Requests.Enqueue($"{context.Request.Method} {target}");
        if (faults.TryPeek(out var fault) && target.Contains(fault.Path, StringComparison.Ordinal) && faults.TryDequeue(out fault))
        {
            await fault.Answer(context);
            return;
        }

        var path = target.Split('?')[0];
        var answer = path switch
        {
            _ when path.Contains("/send/", StringComparison.Ordinal) || path.Contains("/redact/", StringComparison.Ordinal) || path.Contains("/state/", StringComparison.Ordinal) =>
                $$"""{"event_id":"{{sent.GetOrAdd(path, _ => $"$event{Interlocked.Increment(ref events)}")}}"}""",
            _ when path.Contains("/join", StringComparison.Ordinal) || path.EndsWith("/createRoom", StringComparison.Ordinal) => """{"room_id":"!room:hs.test"}""",
            _ when path.EndsWith("/whoami", StringComparison.Ordinal) => """{"user_id":"@ocipbot:hs.test"}""",
            _ => "{}",
        };
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer));
    }
}
