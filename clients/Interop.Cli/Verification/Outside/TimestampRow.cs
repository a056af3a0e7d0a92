namespace Interop.Cli.Verification.Outside;

/// <summary>A time stamp over a head of this log.</summary>
/// <param name="Size">Of the head.</param>
/// <param name="Note">The octets that were stamped.</param>
/// <param name="At">When, RFC 3339 UTC.</param>
/// <param name="Token">As the authority gave it, DER.</param>
internal sealed record TimestampRow(long Size, string Note, string At, byte[] Token);
