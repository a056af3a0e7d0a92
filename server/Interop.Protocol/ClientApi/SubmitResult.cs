using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

public sealed record SubmitResult
{
    /// <summary>Decision code: 2.x accepted and archived, 4.x try again with the same transaction, 5.x final.</summary>
    public required string Code { get; init; }

    public string? Detail { get; init; }

    public EventId? Event { get; init; }

    /// <summary>In the room; absent when refused.</summary>
    public long? Seq { get; init; }

    /// <summary>Index of the archive record; refused events have one too.</summary>
    public long? Index { get; init; }

    /// <summary>Recipients whose decision differs from <see cref="Code"/>'s common case.</summary>
    public RecipientResult[]? Recipients { get; init; }

    /// <summary>Between providers: the answer to the event's <c>retention</c> (spec 9.3).</summary>
    public RetentionAnswer? Retention { get; init; }
}
