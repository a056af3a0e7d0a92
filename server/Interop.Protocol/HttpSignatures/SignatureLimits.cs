namespace Interop.Protocol.HttpSignatures;

/// <summary>Limits of signed messages (spec 02).</summary>
public static class SignatureLimits
{
    /// <summary>Seconds from created to expires, at most.</summary>
    public const int LifetimeSecondsMax = 300;

    /// <summary>Seconds that created may lie ahead of the receiver's clock, at most.</summary>
    public const int AheadSecondsMax = 300;

    /// <summary>Octets of a nonce, at least.</summary>
    public const int NonceOctetsMin = 16;

    /// <summary>Octets of a nonce, at most.</summary>
    public const int NonceOctetsMax = 64;
}
