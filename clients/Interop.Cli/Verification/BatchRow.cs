namespace Interop.Cli.Verification;

/// <summary>What was signed over the records First … First + Count − 1.</summary>
/// <param name="First">Index of the first record.</param>
/// <param name="Count">Number of records.</param>
/// <param name="Events">Signed batch over the event ids as JSON; null when there was no event.</param>
/// <param name="Receipts">Signed batch over the receipts as JSON.</param>
/// <param name="Hashes">Leaf hashes of the receipts' tree, 32 octets each.</param>
internal sealed record BatchRow(long First, long Count, string? Events, string Receipts, byte[] Hashes);
