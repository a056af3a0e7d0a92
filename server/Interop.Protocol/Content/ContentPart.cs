namespace Interop.Protocol.Content;

/// <summary>
/// A part of a message: <c>single</c> (contentType, content), <c>multi</c> (semantics, parts), <c>external</c> (contentType,
/// url, size, digest, filename) or <c>null</c>. At most 1024 parts, nested at most 4 deep.
/// </summary>
public sealed record ContentPart
{
    /// <summary>single, multi, external or null.</summary>
    public required string Cardinality { get; init; }

    /// <summary>render (default), inline, attachment, reaction, …</summary>
    public string? Disposition { get; init; }

    /// <summary>BCP 47, or absent.</summary>
    public string? Language { get; init; }

    /// <summary>text/plain or text/html (the subset of spec 04) in this version.</summary>
    public string? ContentType { get; init; }

    public string? Content { get; init; }

    /// <summary>chooseOne, singleUnit or processAll.</summary>
    public string? Semantics { get; init; }

    public ContentPart[]? Parts { get; init; }

    public string? Url { get; init; }

    public long? Size { get; init; }

    public string? Digest { get; init; }

    public string? Filename { get; init; }
}
