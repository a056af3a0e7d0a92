namespace Interop.Protocol.ArchiveApi;

/// <summary>A backup, made or being made (spec 08.18).</summary>
public sealed record BackupView
{
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";

    public required string Name { get; init; }

    /// <summary>running, done (made, read again and found good) or failed (there is none).</summary>
    public required string State { get; init; }

    /// <summary>RFC 3339.</summary>
    public required string Begun { get; init; }

    /// <summary>RFC 3339; absent while it runs.</summary>
    public string? Ended { get; init; }

    /// <summary>Octets that were copied.</summary>
    public required long Octets { get; init; }

    /// <summary>While it runs: octets that there are to copy, as far as is known.</summary>
    public long? Total { get; init; }

    /// <summary>Of one that is done: records of the log that it has, from the first on.</summary>
    public long? Records { get; init; }

    /// <summary>Of one that is done: base64url(SHA-256(JCS(manifest))).</summary>
    public string? Manifest { get; init; }

    /// <summary>Whether the keys that encrypt the archive are in it.</summary>
    public required bool WithKeys { get; init; }

    /// <summary>When it was last restored for a try and found good, RFC 3339; absent: never.</summary>
    public string? Drilled { get; init; }

    /// <summary>Of one that failed: why, as a code and a sentence.</summary>
    public string? Code { get; init; }

    public string? Detail { get; init; }
}
