namespace Interop.Server.SignIn;

/// <summary>A row of the table credentials.</summary>
internal sealed class Credential
{
    public long AccountId { get; init; }

    public string Account { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>Seconds of Unix time until which a password that an administrator gave can be used; null of one's own.</summary>
    public long? OneTime { get; init; }

    public long Failures { get; init; }

    /// <summary>Milliseconds of Unix time.</summary>
    public long LockedUntil { get; init; }

    public byte[]? SecondFactor { get; init; }

    public bool SecondOn { get; init; }
}
