using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A record of a room, with what belongs to it (spec 08).</summary>
public sealed record ConversationItem
{
    public required ArchiveRecord Record { get; init; }

    /// <summary>Index of the record that it is about: of an edit, retraction or reaction its message, of a release or report its event.</summary>
    public long? Of { get; init; }

    /// <summary>Of a message: indexes of its edits and its retraction, in order.</summary>
    public long[]? Versions { get; init; }

    /// <summary>Of an event: who could see it. At most 100; more are only counted.</summary>
    public UserId[]? SeenBy { get; init; }

    /// <summary>How many more could see it.</summary>
    public int? SeenByMore { get; init; }

    /// <summary>Who was there and could not see it.</summary>
    public ConversationUnseen[]? NotSeenBy { get; init; }
}
