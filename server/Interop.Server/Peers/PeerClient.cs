using System.Threading.Channels;
using Interop.Protocol.Identifiers;
using Interop.Server.Rooms;

namespace Interop.Server.Peers;

internal sealed class PeerClient
{
    public Channel<Room> RoomsToCatchUp { get; } = Channel.CreateBounded<Room>(1000);

    public Task<PeerAnswer> SendAsync(ProviderName peer, HttpMethod method, string endpoint, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => throw new NotSupportedException();
}
