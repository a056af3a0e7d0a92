using System.Text.Json.Serialization;

namespace Interop.Bridges.Native;

/// <summary>
/// Something that happened on the network, on its way to the server. A connector fills in what the network said and judges nothing:
/// whether the room is known, who the sender is and what policy says is the core's and the server's business.
/// </summary>
[JsonDerivedType(typeof(InboundMessage), "message")]
[JsonDerivedType(typeof(InboundEdit), "edit")]
[JsonDerivedType(typeof(InboundRetraction), "retraction")]
[JsonDerivedType(typeof(InboundMembership), "membership")]
[JsonDerivedType(typeof(InboundInvite), "invite")]
[JsonDerivedType(typeof(InboundRoomProfile), "roomProfile")]
public abstract record InboundEvent
{
    /// <summary>Unique in <see cref="Room"/>; the core takes each (room, id) once. An act without an id of its own gets one that is the same on every repeat.</summary>
    public required NativeEventId Id { get; init; }

    /// <summary>Further ids of the same event.</summary>
    public IReadOnlyList<NativeAlias> Aliases { get; init; } = [];

    public required NativeRoomId Room { get; init; }

    /// <summary>Who did it.</summary>
    public required NativeUserId Sender { get; init; }

    /// <summary>The name that the network shows for the sender.</summary>
    public string? SenderName { get; init; }

    /// <summary>The language of the sender, as far as the network says it: a tag of BCP 47. The core leaves out what has not the form of one.</summary>
    public string? SenderLanguage { get; init; }

    /// <summary>When the sender did it, as far as the network says; of late arrivals (outage, offline queue) not the time of arrival.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>
    /// Of a direct chat: the ghost whom the sender addressed. With it the core finds, or makes, the direct room when the native room is
    /// no portal yet. Null in every room with more than two members; may be null where an <see cref="InboundInvite"/> came before and said it.
    /// </summary>
    public NativeUserId? DirectWith { get; init; }

    /// <summary>
    /// Set when the network shows us our own act again (a mark in the content, or our id reflected): the core learns the native id from
    /// it and does nothing else. Acts of ghosts and of the bot need no mark, they are recognised by account; those of puppets do.
    /// </summary>
    public TransactionKey? EchoOf { get; init; }

    /// <summary>What the connector itself could not carry over, one plain sentence each.</summary>
    public IReadOnlyList<string> Fidelity { get; init; } = [];
}
