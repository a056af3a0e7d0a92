namespace Interop.Cli.Verification;

/// <summary>Another provider's signature under a checkpoint of this log.</summary>
/// <param name="Witness">Who signed.</param>
/// <param name="Size">Of the checkpoint.</param>
/// <param name="Note">The checkpoint.</param>
/// <param name="At">When, RFC 3339 UTC.</param>
/// <param name="Signature">Detached JWS.</param>
internal sealed record WitnessRow(string Witness, long Size, string Note, string At, string Signature);
