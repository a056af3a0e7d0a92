using Interop.Protocol.Directories;

namespace Interop.Protocol.AdminApi;

/// <summary>What an administrator sets of the provider's directory (spec 02); the rest the server knows itself.</summary>
public sealed record DirectoryDetails
{
    public required DataPolicy DataPolicy { get; init; }

    /// <summary>Days that every event is kept at least; null: no floor.</summary>
    public int? RetentionFloorDays { get; init; }

    /// <summary>Where the compliance office is reached: mailto: or https: URLs.</summary>
    public required string[] Contacts { get; init; }

    /// <summary>Names of capabilities that the provider has.</summary>
    public string[]? Capabilities { get; init; }
}
