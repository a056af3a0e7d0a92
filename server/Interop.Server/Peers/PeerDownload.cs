namespace Interop.Server.Peers;

/// <summary>What a peer is to give that is too much for memory.</summary>
/// <param name="Endpoint">What follows the peer's endpoint for federation.</param>
/// <param name="OctetsMax">More are not taken.</param>
/// <param name="WholeMax">How long all of it may take.</param>
/// <param name="StallMax">How long nothing may come.</param>
/// <param name="TakeAsync">Gets the octets as they come. They count only when the download returns.</param>
internal sealed record PeerDownload(string Endpoint, long OctetsMax, TimeSpan WholeMax, TimeSpan StallMax, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> TakeAsync);
