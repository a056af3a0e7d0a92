using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>Somebody who was in the room and could not see an event.</summary>
public sealed record ConversationUnseen
{
    public required UserId User { get; init; }

    /// <summary>Why: the decision's code for them.</summary>
    public required string Code { get; init; }

    /// <summary>True: it waited for them, and was not released yet.</summary>
    public bool? Waiting { get; init; }

    /// <summary>Until when it was to wait, when that was known.</summary>
    public string? HoldUntil { get; init; }
}
