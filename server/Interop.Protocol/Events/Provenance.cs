using System.Text.Json.Serialization;

namespace Interop.Protocol.Events;

/// <summary>Where a bridged event came from (spec 11). Personal data, hence in the body.</summary>
public sealed record Provenance
{
    /// <summary>matrix, xmpp, …</summary>
    public required string Network { get; init; }

    /// <summary>The sender's account on that network, such as @alice:example.org or bob@example.org.</summary>
    public required string Account { get; init; }

    /// <summary>The message's id on that network; with network and native room unique, so that a repeat is dropped.</summary>
    public required string NativeId { get; init; }

    /// <summary>The native room or conversation.</summary>
    public string? NativeRoom { get; init; }

    /// <summary>When the bridge received it, RFC 3339 UTC with milliseconds.</summary>
    public required string ReceivedAt { get; init; }

    /// <summary>receipt (the bridge attests that it received this) or authenticated (the network signed it end to end).</summary>
    [JsonRequired]
    public string Assurance { get; init; } = "receipt";

    /// <summary>What was lost or changed in translation, one plain sentence each.</summary>
    public string[]? Fidelity { get; init; }
}
