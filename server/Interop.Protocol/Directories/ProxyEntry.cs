using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;

namespace Interop.Protocol.Directories;

/// <summary>A compliance proxy of the organisation (spec 07).</summary>
public sealed record ProxyEntry
{
    public const string Egress = "egress";
    public const string Ingress = "ingress";

    public required ProxyId Id { get; init; }

    /// <summary>https URL; null when it runs within the provider.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Keys of purpose stamp, each with its proxy.</summary>
    public required JsonWebKey[] Keys { get; init; }

    /// <summary>egress, ingress or both.</summary>
    public required string[] Functions { get; init; }

    /// <summary>Every event of a person of this organisation carries its stamp.</summary>
    public required bool Required { get; init; }

    /// <summary>failClosed, queue or failOpen.</summary>
    public required string FailurePolicy { get; init; }
}
