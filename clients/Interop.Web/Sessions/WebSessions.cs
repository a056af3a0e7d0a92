using System.Collections.Concurrent;
using System.Security.Cryptography;
using Interop.Client;
using Interop.Protocol.SignInApi;

namespace Interop.Web.Sessions;

/// <summary>Everybody who is signed in, in memory: a restart signs everybody out. Renews the tokens of those who are there, and ends what is idle.</summary>
internal sealed partial class WebSessions(WebOptions options, TimeProvider time, ILogger<WebSessions> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(30);
    private readonly ConcurrentDictionary<string, WebSession> all = new(StringComparer.Ordinal);

    public WebSession? Find(string? id) => id is not null && all.TryGetValue(id, out var session) && session.Expires > time.GetUtcNow() ? session : null;

    /// <summary>Under a new id, whatever the browser had before.</summary>
    public WebSession Open(SignInAnswer answer)
    {
        var id = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        return all[id] = new WebSession(id, options.Server, answer, time);
    }

    /// <summary>From now on its cookie opens nothing; pages that are open stay until <see cref="EndAsync"/>. Null when there is none, or another has taken it.</summary>
    public WebSession? Take(string? id) => id is not null && all.TryRemove(id, out var session) ? session : null;

    /// <summary>Ends it here at once, and at the server; the server ends it by itself when it cannot be told.</summary>
    public Task CloseAsync(WebSession session, CancellationToken stop) => Take(session.Id) is { } taken ? EndAsync(taken, stop) : Task.CompletedTask;

    /// <summary>What was taken: open pages leave, and the server is told.</summary>
    public async Task EndAsync(WebSession session, CancellationToken stop)
    {
        session.End();
        try
        {
            await session.SignIn.SignOutAsync(stop);
        }
        catch (Exception gone) when (gone is OcipProblemException or HttpRequestException or TaskCanceledException)
        {
            LogNotTold(gone.Message);
        }
        session.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var look = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await look.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var session in all.Values)
                    await LookAtAsync(session, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task LookAtAsync(WebSession session, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        try
        {
            if (now - session.LastActive > IdleMax || session.Expires <= now)
                await CloseAsync(session, stop);
            else if (session.Expires - now < RenewBefore && now - session.LastActive < RenewBefore)
                await session.RenewAsync(stop);
        }
        catch (OcipProblemException refused) when (!refused.IsTransient)
        {
            await CloseAsync(session, stop);
        }
        catch (Exception away) when (away is HttpRequestException or OcipProblemException || (away is TaskCanceledException && !stop.IsCancellationRequested))
        {
            LogNotRenewed(away.Message); // tried again at the next look
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The server was not told of a sign-out: {Reason}")]
    private partial void LogNotTold(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tokens could not be renewed: {Reason}")]
    private partial void LogNotRenewed(string reason);
}
