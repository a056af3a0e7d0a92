using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>One verdict for each event of a notice, in its order (spec 9.9).</summary>
public sealed record SubjectAnswer(TransactionId Id, SubjectVerdict[] Verdicts);
