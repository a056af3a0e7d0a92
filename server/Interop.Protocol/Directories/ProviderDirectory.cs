using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;

namespace Interop.Protocol.Directories;

/// <summary>What a provider says of itself (spec 02): where it is reached, which keys sign for it, and how its organisation supervises.</summary>
public sealed record ProviderDirectory
{
    /// <summary>Name of the endpoint below which the requests between providers are.</summary>
    public const string Federation = "federation";

    public required ProviderName Provider { get; init; }

    /// <summary>Versions of OCIP that it speaks, such as 1.</summary>
    public required string[] Versions { get; init; }

    /// <summary>Profiles of spec 14 that it implements.</summary>
    public required string[] Profiles { get; init; }

    /// <summary>Names of capabilities that it has; others pass over those that they do not know.</summary>
    public string[]? Capabilities { get; init; }

    /// <summary>Name of a group of requests → https URL, without a slash at its end, below which they are.</summary>
    public required Dictionary<string, string> Endpoints { get; init; }

    /// <summary>The provider's own keys: in use, announced, and out of use; each with its validity.</summary>
    public required JsonWebKey[] Keys { get; init; }

    public required DirectoryLimits Limits { get; init; }

    public required DataPolicy DataPolicy { get; init; }

    public required ComplianceBlock Compliance { get; init; }

    /// <summary>RFC 3339 UTC.</summary>
    public required string Issued { get; init; }

    /// <summary>RFC 3339 UTC, at most 48 hours after issued: not to be used from then on.</summary>
    public required string Expires { get; init; }
}
