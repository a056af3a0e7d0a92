using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>Two histories that contradict each other, of a room or of another provider's log.</summary>
public sealed record ForkView
{
    /// <summary>Index of the record that has the evidence.</summary>
    public required long Index { get; init; }

    public required string At { get; init; }

    /// <summary>Who signed both: the room's hub, or the log's provider.</summary>
    public required ProviderName Provider { get; init; }

    public RoomId? Room { get; init; }

    /// <summary>Name of the log.</summary>
    public string? Log { get; init; }

    /// <summary>Of the room's entry; of a log the size of the checkpoint that was refused.</summary>
    public required long Seq { get; init; }

    /// <summary>ours or theirs, once an administrator decided; absent while the room stands still or the log is not witnessed.</summary>
    public string? Accepted { get; init; }
}
