using System.Text.Json;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ReviewApi;

/// <summary>A record of a conversation as a reviewer sees it (spec 07.9).</summary>
public sealed record ReviewLine
{
    public required long Index { get; init; }

    public required string At { get; init; }

    /// <summary>Label of who wrote it.</summary>
    public string? Who { get; init; }

    /// <summary>Once the names are unmasked.</summary>
    public UserId? User { get; init; }

    /// <summary>Of the event; of another record its kind.</summary>
    public required string Type { get; init; }

    /// <summary>As it was written, with labels in place of ids of users.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>Why there is no content.</summary>
    public string? BodyAbsent { get; init; }

    /// <summary>Where policies have found something in the content; null for nowhere.</summary>
    public ContentHit[]? Hits { get; init; }

    /// <summary>There are more hits than are told.</summary>
    public bool? HitsCut { get; init; }

    /// <summary>Of this record, if it is one.</summary>
    public long? Item { get; init; }
}
