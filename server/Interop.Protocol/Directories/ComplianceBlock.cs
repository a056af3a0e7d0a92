using Interop.Protocol.Supervision;

namespace Interop.Protocol.Directories;

/// <summary>How the organisation supervises and archives.</summary>
public sealed record ComplianceBlock
{
    /// <summary>Name of the organisation's one log: the first line of its checkpoints (spec 08).</summary>
    public required string Log { get; init; }

    /// <summary>Its compliance proxies.</summary>
    public required ProxyEntry[] Proxies { get; init; }

    /// <summary>That and how its people are supervised, with the notice's texts; null when nobody has declared it.</summary>
    public SupervisionDeclaration? Supervision { get; init; }

    /// <summary>Days that this organisation keeps every event at least, whatever a sender asks; null: no floor.</summary>
    public int? RetentionFloorDays { get; init; }

    /// <summary>Where the compliance office is reached: mailto: or https: URLs.</summary>
    public required string[] Contacts { get; init; }
}
