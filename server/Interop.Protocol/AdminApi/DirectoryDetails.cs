using Interop.Protocol.Directories;
using Interop.Protocol.Supervision;

namespace Interop.Protocol.AdminApi;

/// <summary>What an administrator sets of the provider's directory (spec 02); the rest the server knows itself.</summary>
public sealed record DirectoryDetails
{
    public required DataPolicy DataPolicy { get; init; }

    /// <summary>Days that every event is kept at least; null: no floor.</summary>
    public int? RetentionFloorDays { get; init; }

    /// <summary>Where the compliance office is reached: mailto: or https: URLs.</summary>
    public required string[] Contacts { get; init; }

    public SupervisionDeclaration? Supervision { get; init; }

    public string[]? Capabilities { get; init; }
}
