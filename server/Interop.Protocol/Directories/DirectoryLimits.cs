namespace Interop.Protocol.Directories;

/// <summary>What the provider takes at most.</summary>
/// <param name="TransactionOctets">Octets of a transaction.</param>
/// <param name="TransactionEvents">Events of a transaction.</param>
/// <param name="EventOctets">Octets of an event.</param>
public sealed record DirectoryLimits(long TransactionOctets, int TransactionEvents, int EventOctets)
{
    /// <summary>Octets of one file of an event; absent where there is no capability <c>media</c>.</summary>
    public long? MediaOctets { get; init; }
}
