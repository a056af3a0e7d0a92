using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;

namespace Interop.Cli.Generating;

/// <summary>Hands drafts in until each of them is decided on.</summary>
/// <param name="http">With the server's /ocip/v1/ as its base.</param>
internal sealed class DraftPost(HttpClient http)
{
    private const int SlowDownMs = 100;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>The same transaction again while the server asks to slow down.</summary>
    /// <param name="token">Of a client or a bridge.</param>
    /// <param name="isBridge">Which of the two.</param>
    /// <param name="transaction">As <see cref="DraftWriter"/> has composed it.</param>
    /// <param name="stop">Ends the trying.</param>
    /// <exception cref="InvalidDataException">The server refuses the request as a whole.</exception>
    public async Task<SubmitResult[]> SubmitAsync(string token, bool isBridge, ReadOnlyMemory<byte> transaction, CancellationToken stop)
    {
        while (true)
        {
            using var content = new ReadOnlyMemoryContent(transaction);
            content.Headers.ContentType = Json;
            using var request = new HttpRequestMessage(HttpMethod.Post, isBridge ? "bridge/submit" : "client/submit") { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);
            if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(SlowDownMs, stop);
                continue;
            }
            var body = await answer.Content.ReadAsByteArrayAsync(stop);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidDataException($"the server answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(body)}");
            var results = JsonSerializer.Deserialize(body, OcipJson.Default.SubmitResponse)!.Results;
            if (!Array.Exists(results, r => r.Code[0] == '4'))
                return results;
            await Task.Delay(SlowDownMs, stop);
        }
    }
}
