namespace Interop.Protocol.ArchiveApi;

/// <param name="Key">Of the witness, as a vkey.</param>
/// <param name="Size">Records that it has cosigned last; absent when none.</param>
/// <param name="At">When, by its own clock, RFC 3339 UTC.</param>
public sealed record WitnessView(string Key, long? Size = null, string? At = null);
