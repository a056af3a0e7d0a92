using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A record that a search has found.</summary>
public sealed record SearchHit
{
    /// <summary>Index of its leaf in the log.</summary>
    public required long Index { get; init; }

    /// <summary>The archive's time.</summary>
    public required string At { get; init; }

    /// <summary>Kind of the record.</summary>
    public required string Kind { get; init; }

    /// <summary>Of events: their type.</summary>
    public string? Type { get; init; }

    public RoomId? Room { get; init; }

    public UserId? Sender { get; init; }

    /// <summary>The sender's display name as it is now; absent with it.</summary>
    public string? SenderName { get; init; }

    /// <summary>The room's name as it is now, when it has one.</summary>
    public string? RoomName { get; init; }

    public string? Network { get; init; }

    /// <summary>The decision's code.</summary>
    public string? Code { get; init; }

    /// <summary>Where the snippet is from: text, html, filename, or the name of the member of the content. Absent with it.</summary>
    public string? Part { get; init; }

    /// <summary>A piece of its text around what was searched for, cut where hits begin and end; absent when nothing of its body is given.</summary>
    public SnippetPiece[]? Snippet { get; init; }
}
