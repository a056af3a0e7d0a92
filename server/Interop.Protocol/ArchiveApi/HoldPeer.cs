using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>What a peer has answered to a directive (spec 9.7).</summary>
/// <param name="Peer">Whom it was given to.</param>
/// <param name="Action">place or release.</param>
/// <param name="Answer">placed, refused, notFound or released; absent while it has not answered.</param>
/// <param name="Code">Of refused and notFound.</param>
/// <param name="At">When it took effect there.</param>
/// <param name="Detail">One sentence of the peer.</param>
public sealed record HoldPeer(ProviderName Peer, string Action, string? Answer = null, string? Code = null, string? At = null, string? Detail = null);
