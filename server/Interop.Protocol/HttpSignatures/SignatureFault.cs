namespace Interop.Protocol.HttpSignatures;

/// <summary>Why a signed message is refused (spec 02).</summary>
public enum SignatureFault
{
    /// <summary>There is no signature with the tag ocip.</summary>
    Missing,

    /// <summary>The fields are not of the form that is asked for.</summary>
    Malformed,

    /// <summary>A component that must be signed is not.</summary>
    NotCovered,

    /// <summary>It is made for longer than allowed, or ends before it begins.</summary>
    Lifetime,

    /// <summary>It was made later than now, more than clocks may differ.</summary>
    Future,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>The key is not one of the signer's.</summary>
    UnknownKey,

    /// <summary>The key is not for signing requests and answers.</summary>
    Purpose,

    /// <summary>The key was not in use yet, is out of use, or is revoked.</summary>
    KeyNotInUse,

    /// <summary>The signature is not that of the key over the message.</summary>
    Wrong,

    /// <summary>The body is not the one that was signed.</summary>
    Digest,

    /// <summary>The same message was received before.</summary>
    Replayed,
}
