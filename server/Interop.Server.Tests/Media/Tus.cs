using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Interop.Server.Tests.Media;

/// <summary>A client of tus 1.0.0 that is not ours: headers and statuses as its standard has them.</summary>
internal sealed class Tus(Uri server, string token) : IDisposable
{
    private const string Uploads = "ocip/v1/client/media/uploads";
    private readonly HttpClient http = new() { BaseAddress = server };

    public void Dispose() => http.Dispose();

    public async Task<string> CreateAsync(long length)
    {
        using var answer = await SendAsync(HttpMethod.Post, Uploads, ("Upload-Length", Text(length)));
        Assert(answer, 201);
        return answer.Headers.Location!.OriginalString;
    }

    public async Task<long> OffsetAsync(string id)
    {
        using var answer = await SendAsync(HttpMethod.Head, id);
        Assert(answer, 200);
        return long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    public async Task<(int Status, string? Offset)> AppendAsync(string id, long offset, byte[] octets)
    {
        using var answer = await SendAsync(HttpMethod.Patch, id, octets, ("Upload-Offset", Text(offset)));
        return ((int)answer.StatusCode, answer.Headers.TryGetValues("Upload-Offset", out var values) ? values.Single() : null);
    }

    public async Task<(int Status, string? Code)> FinishAsync(string id, string digest)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, id) { Content = JsonContent.Create(new { digest }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, body.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers) => SendAsync(method, path, null, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? octets, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (headers.All(h => h.Name != "Tus-Resumable"))
            request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        if (octets is not null)
        {
            request.Content = new ByteArrayContent(octets);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        }
        return await http.SendAsync(request);
    }

    private static void Assert(HttpResponseMessage answer, int status)
    {
        Xunit.Assert.Equal(status, (int)answer.StatusCode);
        Xunit.Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Resumable").Single());
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
