namespace Interop.Server.Archive;

/// <summary>What one group commit signed over its receipts.</summary>
/// <param name="First">Index of the first record.</param>
/// <param name="Json">The signed batch as JSON, UTF-8.</param>
/// <param name="Tree">The receipts' tree.</param>
internal sealed record BatchSeal(long First, byte[] Json, BatchTree Tree);
