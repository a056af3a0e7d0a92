namespace Interop.Protocol.ReviewApi;

/// <summary>A place in which a policy has found something, for whoever marks it (spec 07.10). Nothing of it is stored: the recorded version was run again.</summary>
public sealed record ContentHit
{
    /// <summary>As in records, without its version: kind:name.</summary>
    public required string Policy { get; init; }

    /// <summary>Of the policy, as it judged the event.</summary>
    public required int Version { get; init; }

    /// <summary>The term as it was written, or the name of the detector; "unreadable" of a file that could not be read.</summary>
    public required string Term { get; init; }

    /// <summary>JSON Pointer (RFC 6901) into the content: to the string in which it stands; of a file to its part.</summary>
    public required string Pointer { get; init; }

    /// <summary>First UTF-16 unit, in the string as it is shown; of a file in its text.</summary>
    public required int Start { get; init; }

    /// <summary>UTF-16 units. It neither begins nor ends within a surrogate pair.</summary>
    public required int Length { get; init; }

    /// <summary>When it stands in an attached file.</summary>
    public ContentHitFile? File { get; init; }
}
