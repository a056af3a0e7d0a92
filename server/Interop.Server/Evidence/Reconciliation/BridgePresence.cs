using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>
/// When each bridge was connected (spec 08): what is said on its network while it is away cannot be archived then. Kept as spans in the store; a
/// crash of this server ends a span at the last time that was kept, so that it never says more than was so.
/// </summary>
internal sealed partial class BridgePresence : BackgroundService
{
    /// <summary>A bridge that opens its stream again within this was not away.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan KeptEvery = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, State> bridges = new(StringComparer.Ordinal);
    private readonly Database database;
    private readonly AppendLog log;
    private readonly Alarms alarms;
    private readonly TimeProvider time;
    private readonly EvidenceOptions options;
    private readonly DateTimeOffset started;
    private readonly ILogger<BridgePresence> logger;

    public BridgePresence(Database database, AppendLog log, Alarms alarms, TimeProvider time, ServerOptions options, ILogger<BridgePresence> logger)
    {
        (this.database, this.log, this.alarms, this.time, this.options, this.logger) = (database, log, alarms, time, options.Evidence, logger);
        started = time.GetUtcNow();
    }

    /// <summary>A bridge has opened a stream; disposed of when that ends.</summary>
    public IDisposable? Enter(string? network)
    {
        if (network is null)
            return null;
        lock (gate)
        {
            if (!bridges.TryGetValue(network, out var state))
                bridges[network] = state = new State();
            state.Streams++;
            state.Began ??= time.GetUtcNow();
            state.Left = null;
        }
        return new Stay(this, network);
    }

    /// <summary>The spans in which a bridge was there that touch these times, in order; one that goes on has no end.</summary>
    public (DateTimeOffset Began, DateTimeOffset? Ended)[] Spans(string network, DateTimeOffset from, DateTimeOffset to) => [.. database.Read(c => c.Query<(string Began, string? Ended)>(
        "SELECT began, ended FROM bridge_spans WHERE network=@network AND began<@to AND (ended IS NULL OR ended>@from) ORDER BY began",
        new { network, from = WireTime.Format(from), to = WireTime.Format(to) }).AsList()).Select(s => (WireTime.Parse(s.Began), s.Ended is null ? (DateTimeOffset?)null : WireTime.Parse(s.Ended)))];

    /// <summary>Every network of a bridge, and whether that is there now.</summary>
    public NetworkHealth[] Now()
    {
        var networks = database.Read(c => c.Query<string>("SELECT network FROM bridges ORDER BY network").AsList());
        lock (gate)
        {
            return [.. networks.Select(network => bridges.GetValueOrDefault(network) is { } state
                ? new NetworkHealth(network, state.Streams > 0, (state.Streams > 0 ? state.Began : state.Left) is { } since ? WireTime.Format(since) : null)
                : new NetworkHealth(network, Connected: false))];
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        try
        {
            // What an earlier process left open ended when it was last kept.
            await log.WriteAsync(c => c.Execute("UPDATE bridge_spans SET ended=seen WHERE ended IS NULL"));
            using var look = new PeriodicTimer(options.WatchEvery, time);
            while (await look.WaitForNextTickAsync(stoppingToken))
                await LookAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task LookAsync()
    {
        try
        {
            foreach (var network in database.Read(c => c.Query<string>("SELECT network FROM bridges").AsList()))
                await LookAtAsync(network, time.GetUtcNow());
        }
        catch (Exception fault) when (fault is Microsoft.Data.Sqlite.SqliteException or InvalidOperationException)
        {
            LogFault(fault);
        }
    }

    private async Task LookAtAsync(string network, DateTimeOffset now)
    {
        State? state;
        (DateTimeOffset? Began, DateTimeOffset? Left) seen;
        lock (gate)
        {
            state = bridges.GetValueOrDefault(network);
            seen = (state?.Began, state?.Left);
        }
        if (seen.Left is { } left && now - left >= Grace)
        {
            await EndAsync(network, state!, left);
            seen = (null, left);
        }
        else if (seen.Began is { } began && state!.Kept is null)
        {
            state.Row = await log.WriteAsync(c => c.ExecuteScalar<long>(
                "INSERT INTO bridge_spans(network, began, seen) VALUES (@network, @began, @now) RETURNING id", new { network, began = WireTime.Format(began), now = WireTime.Format(now) }));
            state.Kept = now;
        }
        else if (seen.Began is not null && seen.Left is null && now - state!.Kept!.Value >= KeptEvery)
        {
            await log.WriteAsync(c => c.Execute("UPDATE bridge_spans SET seen=@now WHERE id=@Row", new { state.Row, now = WireTime.Format(now) }));
            state.Kept = now;
        }
        var since = seen.Left ?? (seen.Began is null ? RegisteredSince(network, now) : started);
        alarms.Set(seen.Began is null && now - since >= options.BridgeAway, AlarmKinds.BridgeAway, network,
            $"The bridge of {network} is not connected since {WireTime.Format(since)}: what is said there meanwhile is not archived yet.");
    }

    /// <summary>One that was never here since this server started is away from then on, and not before it had a token to come with.</summary>
    private DateTimeOffset RegisteredSince(string network, DateTimeOffset now)
    {
        if (database.Read(c => c.QuerySingle<string?>("SELECT min(created) FROM tokens WHERE network=@network", new { network })) is not { } created)
            return now;
        return WireTime.Parse(created) is var at && at > started ? at : started;
    }

    private async Task EndAsync(string network, State state, DateTimeOffset left)
    {
        if (state.Kept is not null)
            await log.WriteAsync(c => c.Execute("UPDATE bridge_spans SET seen=@left, ended=@left WHERE id=@Row", new { state.Row, left = WireTime.Format(left) }));
        lock (gate)
        {
            // It may have come back meanwhile: a new span then.
            state.Kept = null;
            state.Began = state.Streams > 0 ? time.GetUtcNow() : null;
        }
        LogAway(network, left);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bridge of {Network} is away since {Since}")]
    private partial void LogAway(string network, DateTimeOffset since);

    [LoggerMessage(Level = LogLevel.Warning, Message = "When bridges were there could not be kept; it is tried again")]
    private partial void LogFault(Exception fault);

    private sealed class State
    {
        public int Streams { get; set; }

        public DateTimeOffset? Began { get; set; }

        public DateTimeOffset? Left { get; set; }

        /// <summary>When the row was written last.</summary>
        public DateTimeOffset? Kept { get; set; }

        public long Row { get; set; }
    }

    private sealed class Stay(BridgePresence presence, string network) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) != 0)
                return;
            lock (presence.gate)
            {
                var state = presence.bridges[network];
                if (--state.Streams == 0)
                    state.Left = presence.time.GetUtcNow();
            }
        }
    }
}
