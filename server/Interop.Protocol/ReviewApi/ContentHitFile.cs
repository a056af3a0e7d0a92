namespace Interop.Protocol.ReviewApi;

/// <summary>The file in the text of which something was found, and what stands around it (spec 07.10).</summary>
public sealed record ContentHitFile
{
    /// <summary>As the sender named it.</summary>
    public string? Name { get; init; }

    /// <summary>base64url(SHA-256(octets)); null of a file that is elsewhere.</summary>
    public string? Digest { get; init; }

    /// <summary>At most 80 UTF-16 units before it.</summary>
    public required string Before { get; init; }

    /// <summary>What was found; cut after 200 UTF-16 units.</summary>
    public required string Text { get; init; }

    /// <summary>At most 80 UTF-16 units after it.</summary>
    public required string After { get; init; }

    /// <summary>Why the file, or the rest of it, could not be read: encrypted, tooLarge, time, type, broken or absent.</summary>
    public string? Unreadable { get; init; }
}
