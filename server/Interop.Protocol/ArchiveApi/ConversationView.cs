using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A part of a room's records, and the room as it was (spec 08).</summary>
public sealed record ConversationView
{
    public required RoomId Room { get; init; }

    /// <summary>group or direct.</summary>
    public required string Kind { get; init; }

    /// <summary>As it was then, when it has one that can be read.</summary>
    public string? Name { get; init; }

    public string? Topic { get; init; }

    /// <summary>As of when all of this is; absent: now.</summary>
    public string? At { get; init; }

    /// <summary>Who was in it then.</summary>
    public required ConversationPerson[] Participants { get; init; }

    /// <summary>By rising index.</summary>
    public required ConversationItem[] Items { get; init; }

    /// <summary>Give it as <c>before</c> for what was earlier; absent at the beginning.</summary>
    public long? Earlier { get; init; }

    /// <summary>Give it as <c>after</c> for what was later; absent at the end.</summary>
    public long? Later { get; init; }
}
