using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Cli.Demo.Firm;

/// <summary>The bridge of one of the firm's networks, as the server sees one (spec 11): contacts, direct rooms, notices, its stream, and when it has nothing from its network.</summary>
internal sealed class FirmBridge : IAsyncDisposable
{
    private const string CursorLine = "id: ";
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AcknowledgedEvery = TimeSpan.FromSeconds(2);

    private readonly FirmCalls calls;
    private readonly string token;
    private readonly string network;
    private readonly CancellationTokenSource end = new();
    private readonly Task following;

    /// <param name="calls">To its server.</param>
    /// <param name="network">Its name.</param>
    /// <param name="token">Of scope bridge.</param>
    public FirmBridge(FirmCalls calls, string network, string token)
    {
        (this.calls, this.network, this.token) = (calls, network, token);
        following = FollowAsync(end.Token);
    }

    /// <summary>The client's persona, the room with an employee, and the notice of the recording there.</summary>
    public async Task MeetAsync(FirmRoom room, FirmPerson employee, DateTimeOffset at, CancellationToken stop)
    {
        var client = room.Client!;
        client.User = (await calls.AskAsync(token, HttpMethod.Put, "bridge/contacts", new ContactRequest(network, client.Account, client.DisplayName), (OcipJson.Default.ContactRequest, OcipJson.Default.UserView), stop)).User;
        room.Room = (await calls.AskAsync(token, HttpMethod.Put, "bridge/rooms/direct", new DirectRoomRequest(client.User, employee.User), (OcipJson.Default.DirectRoomRequest, OcipJson.Default.RoomView), stop)).Room;
        await TellAsync(room.Room, client, at, stop);
    }

    /// <summary>Tells the server that it has nothing from its network, or has again.</summary>
    public Task ReportAsync(bool capturing, DateTimeOffset since, CancellationToken stop) =>
        calls.DoAsync(token, HttpMethod.Put, "bridge/status", new BridgeStatus(capturing, WireTime.Format(since)), OcipJson.Default.BridgeStatus, stop);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await following;
        end.Dispose();
    }

    private async Task TellAsync(RoomId room, FirmClient client, DateTimeOffset at, CancellationToken stop)
    {
        var notice = await calls.GetAsync(token, "bridge/notice", OcipJson.Default.NoticeText, stop);
        var digest = Base64UrlText.Of(SHA256.HashData(Encoding.UTF8.GetBytes(notice.Texts["en"])));
        await calls.DoAsync(token, HttpMethod.Post, "bridge/notices", new NoticePosted(room, [client.User], notice.Version, "en", digest, $"notice-{client.Account}", WireTime.Format(at)), OcipJson.Default.NoticePosted, stop);
    }

    /// <summary>Takes what is for the network, which nobody reads here: a bridge that is not at its stream is away.</summary>
    private async Task FollowAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await TakeAsync(stop);
            }
            catch (Exception gone) when (gone is HttpRequestException or InvalidDataException or IOException or OperationCanceledException)
            {
                // The server is busy or ends: asked again, as a bridge does.
                await Task.Delay(Again, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TakeAsync(CancellationToken stop)
    {
        using var answer = await calls.OpenAsync(token, "bridge/sync", stop);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(stop), Encoding.UTF8);
        var (cursor, acknowledged, at) = (-1L, -1L, TimeProvider.System.GetTimestamp());
        while (await lines.ReadLineAsync(stop) is { } line)
        {
            if (line.StartsWith(CursorLine, StringComparison.Ordinal))
                cursor = long.Parse(line.AsSpan(CursorLine.Length), CultureInfo.InvariantCulture);
            if (line.Length > 0 || cursor == acknowledged || TimeProvider.System.GetElapsedTime(at) < AcknowledgedEvery)
                continue;
            await calls.DoAsync(token, HttpMethod.Post, "bridge/ack", new CursorAck(cursor), OcipJson.Default.CursorAck, stop);
            (acknowledged, at) = (cursor, TimeProvider.System.GetTimestamp());
        }
    }
}
