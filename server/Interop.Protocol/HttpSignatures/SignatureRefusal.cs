namespace Interop.Protocol.HttpSignatures;

/// <summary>Why a signed message is refused.</summary>
/// <param name="Fault">The kind, for programs.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record SignatureRefusal(SignatureFault Fault, string Detail);
