using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ReviewApi;

/// <summary>Something that is to be reviewed. Names are masked (spec 07.9).</summary>
public sealed record SupervisionItem
{
    public required long Id { get; init; }

    public required string Queue { get; init; }

    /// <summary>policy: a policy asked; sample: it was drawn; report: a participant reported it; held: it waits for a reviewer; must: of people all of whose messages are reviewed.</summary>
    public required string Source { get; init; }

    public required string State { get; init; }

    /// <summary>Of review, from 1.</summary>
    public required int Level { get; init; }

    /// <summary>Of the record.</summary>
    public required long Index { get; init; }

    /// <summary>When the message was archived.</summary>
    public required string Archived { get; init; }

    /// <summary>When it became an item.</summary>
    public required string Created { get; init; }

    public string? Due { get; init; }

    /// <summary>Account that has claimed it, or was assigned it.</summary>
    public string? Assignee { get; init; }

    /// <summary>That asked, with the versions that judged it.</summary>
    public required string[] Policies { get; init; }

    /// <summary>Who wrote it: a label that stays the same within its conversation.</summary>
    public required string Who { get; init; }

    /// <summary>Who wrote it, once the reader has unmasked the names.</summary>
    public UserId? User { get; init; }

    /// <summary>A number for its conversation: items with the same one belong together.</summary>
    public required long Room { get; init; }

    /// <summary>Once the reader has unmasked the names.</summary>
    public RoomId? RoomId { get; init; }

    public string? Network { get; init; }

    /// <summary>How many other items have the same text, up to 100.</summary>
    public required int Same { get; init; }

    /// <summary>It is not closed unread.</summary>
    public bool? Must { get; init; }

    /// <summary>Somebody has opened it.</summary>
    public bool? Viewed { get; init; }

    /// <summary>Of a closed one.</summary>
    public string? Disposition { get; init; }

    public string? ClosedBy { get; init; }

    public string? ClosedAt { get; init; }
}
