using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Interop.Protocol.Identifiers;
using Interop.Server.Rooms;

namespace Interop.Server.Peers;

internal sealed class PeerClient
{
    public Channel<Room> RoomsToCatchUp { get; } = Channel.CreateBounded<Room>(1000);

    public Task<PeerAnswer> SendAsync(ProviderName peer, HttpMethod method, string endpoint, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => throw new NotSupportedException();
}

internal sealed record PeerAnswer(int Status, byte[] Body, TimeSpan? RetryAfter)
{
    public T? Read<T>(JsonTypeInfo<T> type) where T : class => Status == 200 ? JsonSerializer.Deserialize(Body, type) : null;
}
