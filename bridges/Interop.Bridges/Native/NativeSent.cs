namespace Interop.Bridges.Native;

/// <summary>What the network answered.</summary>
/// <param name="Id">Id of the native event; null only for acts to which the network gives none.</param>
/// <param name="Aliases">Further ids of it.</param>
/// <param name="Fidelity">What the connector could not carry, one plain sentence each; archived and told to the sender.</param>
public sealed record NativeSent(NativeEventId? Id, IReadOnlyList<NativeAlias> Aliases, IReadOnlyList<string> Fidelity)
{
    public NativeSent(NativeEventId? id)
        : this(id, [], [])
    {
    }
}
