using System.Text.Json;
using Interop.Protocol;

namespace Interop.Server.Supervision.Items;

/// <summary>A row of supervision_items.</summary>
internal sealed class ItemRow
{
    public const string Columns = """
        id, queue, leaf, source, room, sender, person, policies, network, state, level, must, archived, day, created, due, assignee, claimed, viewed, disposition,
        closed_by AS ClosedBy, closed_at AS ClosedAt, reopened, same
        """;

    public long Id { get; init; }

    public string Queue { get; init; } = "";

    /// <summary>Index of the record.</summary>
    public long Leaf { get; init; }

    public string Source { get; init; } = "";

    /// <summary>Row of the room.</summary>
    public long Room { get; init; }

    /// <summary>Row of who wrote it.</summary>
    public long Sender { get; init; }

    /// <summary>Row of the supervised person.</summary>
    public long Person { get; init; }

    /// <summary>JSON array of name/version.</summary>
    public string Policies { get; init; } = "[]";

    public string? Network { get; init; }

    public string State { get; init; } = "";

    public long Level { get; init; }

    public bool Must { get; init; }

    public string Archived { get; init; } = "";

    public string Day { get; init; } = "";

    public string Created { get; init; } = "";

    public string? Due { get; init; }

    public string? Assignee { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long? Claimed { get; init; }

    public string? Viewed { get; init; }

    public string? Disposition { get; init; }

    public string? ClosedBy { get; init; }

    public string? ClosedAt { get; init; }

    /// <summary>It had been closed before.</summary>
    public bool Reopened { get; init; }

    public byte[]? Same { get; init; }

    public string[] PolicyNames => JsonSerializer.Deserialize(Policies, OcipJson.Default.StringArray)!;

    /// <summary>The state to which it goes when nobody has it.</summary>
    public string Resting => Level > 1 ? ItemStates.Escalated : Reopened ? ItemStates.Reopened : ItemStates.New;
}
