namespace Interop.Protocol.Supervision;

/// <summary>The notice that tells of a declared supervision (spec 07).</summary>
public sealed record SupervisionNotice
{
    /// <summary>Names the declaration; never used again for another one. 1 to 64 octets.</summary>
    public required string Version { get; init; }

    /// <summary>Of the whole declaration: see <see cref="SupervisionDigest"/>. base64url, 43 characters.</summary>
    public required string Digest { get; init; }

    /// <summary>Where more is said; https.</summary>
    public string? Url { get; init; }

    /// <summary>BCP 47 language → text; "en" is always there. Left out in the state of events, which the digest binds to them.</summary>
    public Dictionary<string, string>? Texts { get; init; }
}
