using System.Text.Json;

namespace Interop.Protocol.PolicyApi;

/// <summary>What a version of a policy says (spec 7.8): what it looks for, where, and what is done where it finds something.</summary>
public sealed record PolicyDefinition
{
    /// <summary>lexicon, dlp, files, barrier, preapproval, disclosure, or another that the server has.</summary>
    public required string Kind { get; init; }

    /// <summary>flag, warn, redact, hold, review or block.</summary>
    public required string Action { get; init; }

    /// <summary>To which events it applies; absent: to all.</summary>
    public PolicyScopeView? Scope { get; init; }

    /// <summary>A sentence for the sender, at most 512 octets; absent: a general one.</summary>
    public string? Message { get; init; }

    /// <summary>Of hold: for how many minutes, 1 to 10,080.</summary>
    public int? HoldMinutes { get; init; }

    /// <summary>Settings of the kind; an object.</summary>
    public required JsonElement Settings { get; init; }
}
