namespace Interop.Cli.Verification.Outside;

/// <summary>A witness's line under a head of this log.</summary>
/// <param name="Witness">Its vkey, as the archive knows it.</param>
/// <param name="Size">Of the head.</param>
/// <param name="Note">The head, with the log's own lines.</param>
/// <param name="Line">The witness's, without its line feed.</param>
/// <param name="At">When, RFC 3339 UTC.</param>
internal sealed record CosignatureRow(string Witness, long Size, string Note, string Line, string At);
