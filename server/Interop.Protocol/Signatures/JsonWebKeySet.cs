namespace Interop.Protocol.Signatures;

/// <summary>RFC 7517 key set, each key with its purpose and validity.</summary>
public sealed record JsonWebKeySet(JsonWebKey[] Keys);
