using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Tests.ConnectorContract;

/// <summary>A core that keeps what a connector gives it and answers what the test puts in: to try a connector alone.</summary>
public sealed class RecordingCore(IConnector connector) : IBridgeCore
{
    private static readonly ProviderName Provider = ProviderName.Parse("acme.example");
    private readonly ConcurrentDictionary<string, string> notes = new();
    private readonly HashSet<(NativeRoomId, NativeEventId)> seen = [];
    private readonly Lock gate = new();
    private int refused;
    private ImmutableList<InboundEvent> accepted = [];
    private ImmutableList<InboundEvent> echoes = [];

    /// <summary>New events in order of arrival; repeats and echoes are not in it.</summary>
    public IReadOnlyList<InboundEvent> Accepted => accepted;

    /// <summary>What was recognised as our own.</summary>
    public IReadOnlyList<InboundEvent> Echoes => echoes;

    public ConcurrentDictionary<NativeRoomId, NativePortal> Portals { get; } = new();

    public ConcurrentDictionary<NativeRoomId, IReadOnlyList<Ghost>> GhostsIn { get; } = new();

    public ConcurrentDictionary<(NativeRoomId, NativeEventId), NativeTarget> Targets { get; } = new();

    /// <summary>Set to make AcceptAsync answer "busy" or fail.</summary>
    public Exception? Refuse { get; set; }

    /// <summary>How often it did.</summary>
    public int Refused => Volatile.Read(ref refused);

    public bool Connected { get; private set; }

    public string? WhyNot { get; private set; }

    public Task AcceptAsync(IReadOnlyList<InboundEvent> events, CancellationToken cancellationToken)
    {
        if (Refuse is { } exception)
        {
            Interlocked.Increment(ref refused);
            return Task.FromException(exception);
        }
        lock (gate)
        {
            foreach (var inbound in events)
            {
                if (inbound.EchoOf is not null || (inbound is not InboundMembership && IsOwn(inbound.Sender)))
                    echoes = echoes.Add(inbound);
                else if (seen.Add((inbound.Room, inbound.Id)))
                    accepted = accepted.Add(inbound);
            }
        }
        return Task.CompletedTask;
    }

    public bool IsOwn(NativeUserId account) =>
        account == connector.Description.Bot || (connector is IShowsGhosts ghosts && ghosts.IsGhost(account));

    public Task<Ghost?> FindGhostAsync(NativeUserId account, CancellationToken cancellationToken) =>
        Task.FromResult(connector is IShowsGhosts ghosts && ghosts.ReadGhost(account) is { } address ? GhostOf(address) : null);

    /// <summary>The ghost for an address, with a made-up user behind it.</summary>
    public Ghost GhostOf(GhostAddress address, string? displayName = null) =>
        new(UserOf(address), address, ((IShowsGhosts)connector).NameGhost(address), displayName ?? address.Account);

    public static UserId UserOf(GhostAddress address) => UserId.Of(
        Provider, address.Network == GhostAddress.Ocip ? address.Account : Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(address.Account)));

    public Task<NativePortal?> FindPortalAsync(NativeRoomId room, CancellationToken cancellationToken) => Task.FromResult(Portals.GetValueOrDefault(room));

    public Task<IReadOnlyList<NativePortal>> PortalsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<NativePortal>>([.. Portals.Values]);

    public Task<IReadOnlyList<Ghost>> GhostsInAsync(NativeRoomId room, CancellationToken cancellationToken) => Task.FromResult(GhostsIn.GetValueOrDefault(room) ?? []);

    public Task<EventId?> FindEventAsync(NativeRoomId room, NativeEventId id, CancellationToken cancellationToken) => Task.FromResult<EventId?>(null);

    public Task<NativeTarget?> FindTargetAsync(NativeRoomId room, NativeEventId id, CancellationToken cancellationToken) =>
        Task.FromResult(Targets.GetValueOrDefault((room, id)));

    public Task<string?> RecallAsync(string key, CancellationToken cancellationToken) => Task.FromResult(notes.GetValueOrDefault(key));

    public Task RememberAsync(string key, string? value, CancellationToken cancellationToken)
    {
        if (value is null)
            notes.TryRemove(key, out _);
        else
            notes[key] = value;
        return Task.CompletedTask;
    }

    public void ReportConnected() => (Connected, WhyNot) = (true, null);

    public void ReportDisconnected(string why) => (Connected, WhyNot) = (false, why);

    /// <summary>The first accepted event of this kind that fits; waits for it.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool>? fits = null)
        where T : InboundEvent =>
        await Eventually.Async(() => Accepted.OfType<T>().FirstOrDefault(e => fits is null || fits(e)), $"an inbound {typeof(T).Name}");
}
