namespace Interop.Protocol.FederationApi;

/// <summary>The newest checkpoint that each witness has signed (GET archive/checkpoint/witnessed).</summary>
public sealed record Cosignatures(Cosignature[] Signatures);
