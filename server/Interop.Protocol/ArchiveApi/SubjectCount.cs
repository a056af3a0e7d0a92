using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>Records of a request that have the same verdict for the same reason (spec 9.9).</summary>
/// <param name="Verdict">erased, kept or notHeld; pending where the request waits for its approval and nothing keeps them.</param>
/// <param name="Count">How many.</param>
/// <param name="Until">Of kept: when the duty lapses and they are ended; absent for a hold.</param>
/// <param name="Basis">Of kept: the rule, or legal claims.</param>
/// <param name="Article">Of kept: why the right does not reach them, such as EU GDPR 17(3)(b).</param>
/// <param name="Certificate">Of erased: of the disposition.</param>
public sealed record SubjectCount(string Verdict, long Count, string? Until = null, string? Basis = null, string? Article = null, TransactionId? Certificate = null);
