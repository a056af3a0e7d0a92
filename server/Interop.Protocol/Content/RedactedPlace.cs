namespace Interop.Protocol.Content;

/// <summary>Where something was taken out of the body that is delivered in place of the sender's (spec 07, redaction).</summary>
public sealed record RedactedPlace
{
    /// <summary>JSON Pointer (RFC 6901) into the content: to a string; or, when it names no place in it, to the empty part that stands for the whole part.</summary>
    public required string Pointer { get; init; }

    /// <summary>First UTF-16 unit of what stands in its place, in the string as it is delivered.</summary>
    public int? Start { get; init; }

    /// <summary>UTF-16 units of what stands in its place: they say nothing of what was there.</summary>
    public int? Length { get; init; }
}
