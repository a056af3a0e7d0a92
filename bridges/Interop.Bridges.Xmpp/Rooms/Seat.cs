namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>An account of ours in a room, or on its way in. Guarded by its <see cref="Room"/>.</summary>
internal sealed class Seat(string account)
{
    public string Account { get; } = account;

    /// <summary>The nickname that the room gave (its own presence, status 110, said so); null outside.</summary>
    public string? Nick { get; set; }

    /// <summary>The nickname that is being tried.</summary>
    public string? Trying { get; set; }

    /// <summary>Somebody removed it: it does not come back by itself.</summary>
    public string? RemovedBecause { get; set; }

    /// <summary>It leaves because we said so.</summary>
    public bool Leaving { get; set; }

    /// <summary>The first subject after entering tells how it is, not that it changed.</summary>
    public bool AwaitsSubject { get; set; }

    /// <summary>Waits for the answer to the presence that was sent.</summary>
    public TaskCompletionSource<JoinAnswer>? Answer { get; set; }
}
