using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Connectors;

/// <summary>What a connector may ask of the core. Every method may be called at any time between StartAsync and the end of StopAsync, from any thread.</summary>
public interface IBridgeCore
{
    /// <summary>
    /// Takes native events into the durable inbox. When it returns, all of them are safe (one commit, synced to disk) and the connector may acknowledge to
    /// the network; when it throws, none is, and the network must send them again. Repeats are recognised by (room, id), echoes by mark, account or id: offer everything.
    /// Events of one room are submitted in the order in which they were accepted.
    /// </summary>
    /// <exception cref="BridgeBusyException">The inbox is full, overall or for this sender: answer "later" (HTTP 429) or stop reading, then offer the same again.</exception>
    Task AcceptAsync(IReadOnlyList<InboundEvent> events, CancellationToken cancellationToken);

    /// <summary>True for the bot and for every account in the ghost namespace, shown or not.</summary>
    bool IsOwn(NativeUserId account);

    /// <summary>The ghost of this account: from the registry, or, when the name can be read, after asking the server. Null: names nobody. Does not show it.</summary>
    /// <exception cref="HttpRequestException">Not known here, and the server is not reachable.</exception>
    Task<Ghost?> FindGhostAsync(NativeUserId account, CancellationToken cancellationToken);

    /// <summary>The portal of a native room, or null.</summary>
    Task<NativePortal?> FindPortalAsync(NativeRoomId room, CancellationToken cancellationToken);

    /// <summary>Every open portal of this network: what to rejoin after a restart.</summary>
    Task<IReadOnlyList<NativePortal>> PortalsAsync(CancellationToken cancellationToken);

    /// <summary>The accounts that should be in a portal on our side: the ghosts that joined it, and its voice.</summary>
    Task<IReadOnlyList<Ghost>> GhostsInAsync(NativeRoomId room, CancellationToken cancellationToken);

    /// <summary>The event behind a native id (first id or alias), or null.</summary>
    Task<EventId?> FindEventAsync(NativeRoomId room, NativeEventId id, CancellationToken cancellationToken);

    /// <summary>An earlier message by any of its ids, or null: with all its ids and its sender.</summary>
    Task<NativeTarget?> FindTargetAsync(NativeRoomId room, NativeEventId id, CancellationToken cancellationToken);

    /// <summary>A small note that the connector left (such as where to catch up in a room's history), or null.</summary>
    Task<string?> RecallAsync(string key, CancellationToken cancellationToken);

    /// <summary>Leaves a small note, durably; null removes it. Leave it after the events that it speaks of were accepted.</summary>
    Task RememberAsync(string key, string? value, CancellationToken cancellationToken);

    /// <summary>For the health page: the network can be reached.</summary>
    void ReportConnected();

    /// <summary>For the health page: it cannot, and why, in one sentence that an administrator can act on.</summary>
    void ReportDisconnected(string why);
}
