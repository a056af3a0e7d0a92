using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>
/// Optional: the bridge can act with employees' own accounts. Their acts come with <see cref="SenderKind.Puppet"/>, must carry the transaction key as a mark that
/// people do not see, and come back as <see cref="InboundEvent.EchoOf"/>. Without it an employee's own messages are shown to them by their ghost.
/// </summary>
public interface IPuppets
{
    /// <summary>True when the bridge may act with this account now.</summary>
    Task<bool> CanActAsAsync(NativeUserId account, CancellationToken cancellationToken);
}
