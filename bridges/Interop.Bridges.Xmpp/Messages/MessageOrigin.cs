using Interop.Bridges.Native;

namespace Interop.Bridges.Xmpp.Messages;

/// <summary>Where a message came from, as the connector found out.</summary>
internal sealed record MessageOrigin
{
    public required NativeRoomId Room { get; init; }

    /// <summary>The account behind it.</summary>
    public required string Account { get; init; }

    public string? Name { get; init; }

    /// <summary>Of direct chats: the ghost.</summary>
    public string? Ghost { get; init; }

    /// <summary>Set when it is an act of our own.</summary>
    public TransactionKey? Echo { get; init; }

    /// <summary>Finds the account behind an occupant's address.</summary>
    public Func<string, string>? AccountOf { get; init; }

    public IReadOnlyList<string> Fidelity { get; init; } = [];

    public bool IsRoom => Ghost is null;
}
