using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Portals;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>
/// One transaction, in the order of its steps. Repeats are the core's to recognise, by room and event id: Synapse sends an event
/// again in a different transaction (synapse#11447, #14539), so the transaction's own id says nothing.
/// </summary>
internal sealed class Ingress(IBridgeCore core, EventTranslator translator, RoomEntry rooms, PortalGuard guard, IngressLag lag) : IDisposable
{
    /// <summary>A homeserver sends one transaction after the other; whatever comes at the same time waits, so that the order stands.</summary>
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <exception cref="BridgeBusyException">Nothing was taken.</exception>
    public async Task TakeAsync(IReadOnlyList<MatrixEvent> events, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            await TakeInTurnAsync(events, cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Takes what <paramref name="fetch"/> brings, before anything that is pushed from its beginning on.</summary>
    public async Task CatchUpAsync(Func<Task<IReadOnlyList<MatrixEvent>>> fetch, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            await TakeInTurnAsync(await fetch(), cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>True when somebody began the room as a direct chat with a ghost.</summary>
    public async Task<bool> IsDirectAsync(MatrixRoomId room, CancellationToken cancel) => await core.RecallAsync(DirectNote(new NativeRoomId(room.Value)), cancel) is not null;

    public void Dispose() => turn.Dispose();

    private async Task TakeInTurnAsync(IReadOnlyList<MatrixEvent> events, CancellationToken cancel)
    {
        var inbound = new List<InboundEvent>(events.Count);
        var senders = new Dictionary<MatrixEventId, MatrixUserId>();
        foreach (var read in events)
        {
            if (await translator.TranslateAsync(read, senders, cancel) is { } translated)
                inbound.Add(await AddressAsync(translated, cancel));
            senders.TryAdd(read.Id, read.Sender);
            rooms.Observe(read);
            lag.Observe(read);
        }

        // A crash before this: the homeserver sends all of it again. After it: again too, and the core knows every event.
        if (inbound.Count > 0)
            await core.AcceptAsync(inbound, cancel);
        foreach (var invite in inbound.OfType<InboundInvite>().Where(invite => invite.Direct))
            await core.RememberAsync(DirectNote(invite.Room), invite.Invited.Value, cancel);
        // Before the answer too, so that a crash cannot leave a room open that has to be shut.
        foreach (var read in events)
            await guard.ConsiderAsync(read, cancel);
    }

    /// <summary>Says with whom, in a direct chat whose portal the core has not made yet.</summary>
    private async Task<InboundEvent> AddressAsync(InboundEvent inbound, CancellationToken cancel)
    {
        if (inbound is InboundMembership or InboundInvite || core.IsOwn(inbound.Sender) || await core.FindPortalAsync(inbound.Room, cancel) is not null)
            return inbound;
        return await core.RecallAsync(DirectNote(inbound.Room), cancel) is { } ghost ? inbound with { DirectWith = new NativeUserId(ghost) } : inbound;
    }

    private static string DirectNote(NativeRoomId room) => $"direct/{room.Value}";
}
