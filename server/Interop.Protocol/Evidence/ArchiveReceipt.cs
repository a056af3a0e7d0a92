using System.Text.Json.Serialization;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.Evidence;

/// <summary>
/// The archive's commitment that a record is in its log (spec 08). The digest that its batch signs is SHA-256 of the receipt's
/// canonical JSON.
/// </summary>
public sealed record ArchiveReceipt
{
    public required EventId Event { get; init; }

    /// <summary>Name of the log, the origin line of its checkpoints, such as acme.example/archive.</summary>
    public required string Log { get; init; }

    /// <summary>Index of the record's leaf in the log.</summary>
    public required long Index { get; init; }

    /// <summary>Size of the log once the record was in it.</summary>
    public required long TreeSize { get; init; }

    /// <summary>base64url of the record's RFC 6962 leaf hash.</summary>
    public required string RecordDigest { get; init; }

    /// <summary>RFC 3339 UTC with milliseconds.</summary>
    public required string ArchivedAt { get; init; }

    [JsonRequired]
    public string RetentionClass { get; init; } = "default";
}
