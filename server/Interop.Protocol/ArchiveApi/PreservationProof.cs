namespace Interop.Protocol.ArchiveApi;

/// <summary>Proof of a day that everything on hold is still there (spec 9.6).</summary>
/// <param name="Day">Of UTC, such as 2026-11-22.</param>
/// <param name="Record">Index of the record that says so.</param>
/// <param name="Size">It is about the records before this index.</param>
/// <param name="Count">How many of them are in scope.</param>
/// <param name="Root">RFC 6962 root over their leaf hashes, in order.</param>
/// <param name="Missing">How many bodies are gone: 0.</param>
public sealed record PreservationProof(string Day, long Record, long Size, long Count, string Root, long Missing);
