using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Firm;

/// <summary>Somebody whom an employee writes with, on a network of their own.</summary>
/// <param name="Network">Of the bridge.</param>
/// <param name="Account">There.</param>
/// <param name="DisplayName">There.</param>
internal sealed record FirmClient(string Network, string Account, string DisplayName)
{
    /// <summary>The bridged persona; once met.</summary>
    public UserId User { get; set; }
}
