namespace Interop.Protocol.AdminApi;

/// <summary>How a key is changed (spec 02).</summary>
public sealed record KeyRotation
{
    /// <summary>The next key is used at once. Otherwise it is announced, and used when no cache has a directory without it.</summary>
    public bool? Now { get; init; }

    /// <summary>RFC 3339 UTC, not in the future: what the present key signed and was accepted from then on does not count. Implies now.</summary>
    public string? RevokedFrom { get; init; }
}
