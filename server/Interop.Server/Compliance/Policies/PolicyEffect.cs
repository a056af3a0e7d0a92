namespace Interop.Server.Compliance.Policies;

/// <summary>What a policy asks for, weakest first: of several the greatest wins, for each recipient by itself (spec 07).</summary>
internal enum PolicyEffect
{
    /// <summary>Deliver.</summary>
    Allow,

    /// <summary>Deliver as if nothing was found; the record says who asked.</summary>
    Flag,

    /// <summary>Deliver, and tell the sender a sentence.</summary>
    Warn,

    /// <summary>Deliver without some parts. For all recipients at once, and whatever else is decided: nothing skips a redaction.</summary>
    Redact,

    /// <summary>Archive and keep until a time.</summary>
    Hold,

    /// <summary>Archive and keep until a person decides.</summary>
    Quarantine,

    /// <summary>Seal, and wait until the sender was told of the recording; then all is decided anew.</summary>
    Notice,

    /// <summary>Archive and never deliver.</summary>
    Block,
}
