using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Matrix.Homeserver;

/// <summary>
/// Requests to one homeserver as one application service: masquerade, bounded answers, time limits, retries. A request may
/// be carried out without our knowing (no answer, 502, 504) and is sent again, so callers send only what is the same once and twice.
/// </summary>
internal sealed class HomeserverHttp(HttpClient http, Uri homeserver, string asToken, TimeProvider clock, ILogger log)
{
    /// <summary>Sends, and answers the JSON object that came back.</summary>
    /// <param name="method">GET, PUT, POST or DELETE.</param>
    /// <param name="path">Escaped path and query below the homeserver's address.</param>
    /// <param name="body">JSON, or null for none.</param>
    /// <param name="asUser">The user acted for; null is the application service's own user.</param>
    /// <param name="cancel">Ends waiting and retrying.</param>
    /// <exception cref="MatrixException">Refused, or still failing after the retries.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? asUser, CancellationToken cancel)
    {
        var uri = UriOf(path, asUser);
        for (var attempt = 1; ; attempt++)
        {
            var (answer, failure) = await TryOnceAsync(method, uri, body, cancel);
            if (failure is null)
                return answer;
            var pause = failure.RetryAfter ?? Backoff(attempt);
            if (!failure.IsTransient || attempt == HomeserverLimits.AttemptsMax || pause > HomeserverLimits.RetryAfterMax)
                throw failure;
            log.LogDebug("{Method} answered {Code}; attempt {Attempt} in {PauseMs} ms", method, failure.Code, attempt + 1, pause.TotalMilliseconds);
            await Task.Delay(pause, clock, cancel);
        }
    }

    /// <summary>Sends once, and answers what came back before its body is read: for octets. The caller disposes of it, and sees to the time that they take.</summary>
    /// <exception cref="MatrixException">Refused, or no answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, HttpContent? body, string? asUser, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(HomeserverLimits.AttemptTimeout + TimeSpan.FromSeconds((body?.Headers.ContentLength ?? 0) / HomeserverLimits.UploadOctetsPerSecondMin), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var request = new HttpRequestMessage(method, UriOf(path, asUser)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", asToken);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw Refusal(response, await ReadAsync(response, either.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new MatrixException(MatrixException.NoAnswer, MatrixException.Unreachable, "no answer in time");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new MatrixException(MatrixException.NoAnswer, MatrixException.Unreachable, exception.Message, exception);
        }
    }

    private Uri UriOf(string path, string? asUser) =>
        new(homeserver, asUser is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}user_id={Uri.EscapeDataString(asUser)}");

    private async Task<Attempt> TryOnceAsync(HttpMethod method, Uri uri, ReadOnlyMemory<byte>? body, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(HomeserverLimits.AttemptTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var request = new HttpRequestMessage(method, uri);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", asToken);
            if (body is { } bytes)
            {
                request.Content = new ReadOnlyMemoryContent(bytes);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var answer = await ReadAsync(response, either.Token);
            if (response.IsSuccessStatusCode && answer is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json)
                return new(json, null);
            return new(default, Refusal(response, answer));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(default, new MatrixException(MatrixException.NoAnswer, MatrixException.Unreachable, "no answer in time"));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(default, new MatrixException(MatrixException.NoAnswer, MatrixException.Unreachable, exception.Message, exception));
        }
    }

    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        using var buffer = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancel)) > 0)
        {
            if (buffer.Length + read > HomeserverLimits.ResponseOctetsMax)
                throw new MatrixException(response.StatusCode, MatrixException.ResponseTooLarge, "the answer is longer than its limit");
            buffer.Write(chunk, 0, read);
        }

        try
        {
            using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), new JsonDocumentOptions { MaxDepth = MatrixJson.DepthMax });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // a gateway's HTML page: the status says enough
        }
    }

    private MatrixException Refusal(HttpResponseMessage response, JsonElement? answer)
    {
        var code = answer?.Text("errcode") ?? MatrixException.Unknown;
        var text = answer?.Text("error") ?? response.ReasonPhrase ?? "";
        // A success without JSON comes from something between us and the homeserver; taken as a gateway's failure.
        var status = response.IsSuccessStatusCode ? HttpStatusCode.BadGateway : response.StatusCode;
        return new MatrixException(status, code, text.Length > HomeserverLimits.ErrorTextMax ? text[..HomeserverLimits.ErrorTextMax] : text) { RetryAfter = RetryAfter(response, answer) };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response, JsonElement? answer)
    {
        if (answer?.Number("retry_after_ms") is { } wait and >= 0)
            return TimeSpan.FromMilliseconds(Math.Min(wait, (long)TimeSpan.FromDays(1).TotalMilliseconds));
        return response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
            _ => null,
        };
    }

    private static TimeSpan Backoff(int attempt)
    {
        var ceiling = Math.Min(HomeserverLimits.BackoffFirst.TotalMilliseconds * Math.Pow(2, attempt - 1), HomeserverLimits.BackoffMax.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(System.Security.Cryptography.RandomNumberGenerator.GetInt32((int)(ceiling / 2), (int)ceiling + 1));
    }

    private readonly record struct Attempt(JsonElement Answer, MatrixException? Failure);
}
