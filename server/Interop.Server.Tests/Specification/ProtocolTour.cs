using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.Specification;

/// <summary>
/// A visit to every request of a new provider, or of a compliance proxy of its own, as plain HTTP: people are made, talk across a bridge, are held,
/// sealed and released, and the archive is read. Everything that passes is kept.
/// </summary>
internal sealed class ProtocolTour : IAsyncDisposable
{
    private readonly RecordingHandler handler = new();
    private readonly ServerProcess server;
    private readonly HttpClient http;
    private string? backups;

    private ProtocolTour(ServerProcess server)
    {
        this.server = server;
        http = new HttpClient(handler) { BaseAddress = new Uri(server.Address, "ocip/v1/") };
    }

    public Uri Address => server.Address;

    public IReadOnlyList<Exchange> Exchanges => handler.Exchanges;

    public string Admin { get; private set; } = "";

    public string Alice { get; private set; } = "";

    public string Bridge { get; private set; } = "";

    /// <summary>Of a proxy: of the provider that asks it.</summary>
    public string Provider { get; private set; } = "";

    public static async Task<ProtocolTour> OpenAsync()
    {
        var temporary = Directory.CreateTempSubdirectory("ocip-backups-").FullName;
        var tour = new ProtocolTour(await ServerProcess.StartNewAsync("--backups", temporary)) { backups = temporary };
        await tour.BeginAsync();
        await tour.MakePeopleAsync();
        return tour;
    }

    /// <summary>Of a compliance proxy.</summary>
    public static async Task<ProtocolTour> OpenProxyAsync()
    {
        var tour = new ProtocolTour(await ServerProcess.StartNewAsync("--role", "proxy"));
        await tour.BeginAsync();
        tour.Provider = Token(await tour.CallAsync(tour.Admin, "POST admin/providers", """{"provider":"acme.example"}"""));
        return tour;
    }

    /// <summary>One request; the answer's body, or null.</summary>
    /// <param name="token">Null for none.</param>
    /// <param name="request">Method and path below /ocip/v1/, such as GET keys.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="ifMatch">ETag of what is changed; null for none.</param>
    public async Task<JsonNode?> CallAsync(string? token, string request, string? body = null, string? ifMatch = null)
    {
        using var answer = await SendAsync(token, request, body, ifMatch: ifMatch);
        var text = await answer.Content.ReadAsStringAsync();
        // Hashes are octets, and begin as they like.
        return answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && (text.StartsWith('{') || text.StartsWith('[')) ? JsonNode.Parse(text) : null;
    }

    /// <summary>The status of a request that is wrong on purpose, or of a stream, which is not read.</summary>
    public async Task<int> StatusAsync(string? token, string request, string? body = null, string media = "application/json", string accept = "application/json")
    {
        using var answer = await SendAsync(token, request, body, media, accept);
        return (int)answer.StatusCode;
    }

    /// <summary>A request of tus (spec 15.8); answers its Location, if it has one.</summary>
    public async Task<string?> TusAsync(string token, string request, string? body, params (string Name, string Value)[] headers)
    {
        var at = request.IndexOf(' ', StringComparison.Ordinal);
        using var message = new HttpRequestMessage(new HttpMethod(request[..at]), request[(at + 1)..]);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        message.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
            message.Headers.Add(name, value);
        if (body is not null)
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") } };
        using var answer = await http.SendAsync(message);
        return answer.Headers.Location?.OriginalString;
    }

    /// <summary>The first lines of server-sent events.</summary>
    public async Task<IReadOnlyList<string>> StreamAsync(string token, string path, int events)
    {
        using var answer = await SendAsync(token, $"GET {path}", null, accept: "text/event-stream");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var data = new List<string>();
        while (data.Count < events && await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                data.Add(line["data: ".Length..]);
        }
        return data;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        handler.Dispose();
        await server.DisposeAsync();
        if (backups is not null)
            Directory.Delete(backups, recursive: true);
    }

    private async Task BeginAsync()
    {
        var secret = (await File.ReadAllTextAsync(Path.Combine(server.Data, "bootstrap-secret"))).Trim();
        Admin = Token(await CallAsync(null, "POST admin/bootstrap", $$"""{"secret":"{{secret}}"}"""));
    }

    private async Task MakePeopleAsync()
    {
        foreach (var name in new[] { "alice", "carol" })
            await CallAsync(Admin, "POST admin/accounts", $$"""{"account":"{{name}}","displayName":"{{name}}","personas":[{"kind":"work","user":"{{name}}"}]}""");
        Alice = Token(await CallAsync(Admin, "POST admin/accounts/alice/tokens", """{"scopes":["client"],"user":"ocip://acme.example/u/alice","label":"laptop"}"""));
        Bridge = Token(await CallAsync(Admin, "POST admin/bridges", """{"network":"matrix"}"""));
    }

    private static string Token(JsonNode? created) => created!["token"]!.GetValue<string>();

    private async Task<HttpResponseMessage> SendAsync(string? token, string request, string? body, string media = "application/json", string accept = "application/json", string? ifMatch = null)
    {
        var (method, path) = request.Split(' ') is [var word, var rest] ? (word, rest) : throw new ArgumentException(request, nameof(request));
        using var message = new HttpRequestMessage(new HttpMethod(method), path);
        message.Headers.Accept.ParseAdd(accept);
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (ifMatch is not null)
            message.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{ifMatch}\""));
        if (body is not null)
            message.Content = new StringContent(body, Encoding.UTF8, media);
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
    }
}
