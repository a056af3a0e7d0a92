using Interop.Protocol.Identifiers;

namespace Interop.Protocol.BridgeApi;

/// <summary>A user as a bridge may know it.</summary>
public sealed record UserView
{
    public required UserId User { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>work, service or bridged.</summary>
    public required string Persona { get; init; }

    /// <summary>Accounts on networks: of a bridged persona one, of a work persona those linked to it.</summary>
    public required NetworkAccount[] Accounts { get; init; }

    /// <summary>The version of the recording notice that this person was told, or null.</summary>
    public string? NoticeVersion { get; init; }

    /// <summary>True of somebody of another provider, whom people on networks address as local@provider; else absent.</summary>
    public bool? Foreign { get; init; }
}
