namespace Interop.Server.Compliance.Policies;

/// <summary>What a policy asks for, weakest first: of several the greatest wins, for each recipient by itself (spec 07).</summary>
internal enum PolicyEffect
{
    /// <summary>Deliver.</summary>
    Allow,

    /// <summary>Seal, and wait until the sender was told of the recording.</summary>
    Notice,

    /// <summary>Deliver without some parts.</summary>
    Redact,

    /// <summary>Archive and keep until a time.</summary>
    Hold,

    /// <summary>Archive and keep until a person decides.</summary>
    Quarantine,

    /// <summary>Archive and never deliver.</summary>
    Block,
}
