using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Bridges.RealServers.Processes;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Tests.Core.EndToEnd;

/// <summary>The server as a process of its own, on a folder of its own; can be killed and started again.</summary>
public sealed class RealServer : IAsyncDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("server-").FullName;
    private HttpClient admin = null!;
    private ChildProcess process = null!;

    public static ProviderName Provider { get; } = ProviderName.Parse("acme.example");

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Take()}/");

    public static async Task<RealServer> StartAsync()
    {
        var server = new RealServer();
        await server.RunAsync();
        var secret = (await File.ReadAllTextAsync(Path.Combine(server.data, "bootstrap-secret"))).Trim();
        using var anyone = new HttpClient { BaseAddress = server.Api };
        var token = await AnswerAsync(await anyone.PostAsJsonAsync("admin/bootstrap", new BootstrapRequest(secret), OcipJson.Default.BootstrapRequest), OcipJson.Default.TokenCreated);
        server.admin = server.Client(token.Token);
        await server.SendAsync(HttpMethod.Put, "admin/supervision", Supervision("7"), OcipJson.Default.SupervisionRequest);
        return server;
    }

    /// <summary>A token for the bridge of a network.</summary>
    public async Task<string> BridgeTokenAsync(string network) =>
        (await AnswerAsync(await admin.PostAsJsonAsync("admin/bridges", new BridgeRequest(network), OcipJson.Default.BridgeRequest), OcipJson.Default.TokenCreated)).Token;

    /// <summary>An employee who has acknowledged the declared supervision, and an HTTP client that speaks for them.</summary>
    public async Task<Employee> EmployAsync(string name)
    {
        var employee = await UntoldAsync(name);
        await employee.AcknowledgeAsync();
        return employee;
    }

    /// <summary>Declares supervision under a version, with the same notice.</summary>
    public Task DeclareAsync(string version) => SendAsync(HttpMethod.Put, "admin/supervision", Supervision(version), OcipJson.Default.SupervisionRequest);

    /// <summary>An employee on the first day.</summary>
    public async Task<Employee> UntoldAsync(string name)
    {
        var user = UserId.Of(Provider, name);
        var display = char.ToUpperInvariant(name[0]) + name[1..];
        await SendAsync(HttpMethod.Post, "admin/accounts", new AccountRequest(name, display, [new PersonaRequest("work", name)]), OcipJson.Default.AccountRequest);
        var token = await AnswerAsync(
            await admin.PostAsJsonAsync($"admin/accounts/{name}/tokens", new TokenRequest(["client"], user), OcipJson.Default.TokenRequest), OcipJson.Default.TokenCreated);
        return new Employee(user, Client(token.Token));
    }

    public Task HoursAsync(UserId user, DeliveryHours hours) => SendAsync(HttpMethod.Put, $"admin/users/{user.Local}/hours", hours, OcipJson.Default.DeliveryHours);

    /// <summary>The reconciliation of a day (yyyy-MM-dd).</summary>
    public async Task<ReconciliationReport> ReportAsync(string date) =>
        await AnswerAsync(await admin.GetAsync(new Uri($"archive/reports/{date}", UriKind.Relative)), OcipJson.Default.ReconciliationReport);

    public Task LinkAsync(UserId user, string network, string account) =>
        SendAsync(HttpMethod.Put, $"admin/users/{user.Local}/links/{network}", new LinkRequest(account), OcipJson.Default.LinkRequest);

    public Task ObserveAsync(RoomId room, string network, string nativeRoom) =>
        SendAsync(HttpMethod.Post, $"admin/rooms/{room.Uuid:D}/portals/{network}", new PortalRequest(room, nativeRoom), OcipJson.Default.PortalRequest);

    /// <summary>SIGKILL: whatever was not on disk is gone.</summary>
    public Task KillAsync() => process.KillAsync();

    public async Task RunAsync()
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Interop.Server.dll"), "--provider", Provider.Value, "--data", data, "--urls", Address.ToString()];
        process = await ChildProcess.StartAsync(new Command("dotnet", arguments, []), Path.Combine(data, "log"), TimeProvider.System);
        using var http = new HttpClient { BaseAddress = Api };
        await Patiently.HoldsAsync(() => IsUpAsync(http), "the server to start");
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        admin.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private static SupervisionRequest Supervision(string version) => new()
    {
        Mode = "archived", Scope = "All chats.", Purpose = "Records.", LegalBasis = "Commercial law.", Version = version,
        Texts = new Dictionary<string, string> { ["en"] = "This conversation is recorded." },
    };

    private Uri Api => new(Address, "ocip/v1/");

    private HttpClient Client(string token)
    {
        var client = new HttpClient { BaseAddress = Api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task SendAsync<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, type) };
        using var response = await admin.SendAsync(request);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private static async Task<T> AnswerAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type)
    {
        using (response)
        {
            if (!response.IsSuccessStatusCode)
                throw new HttpRequestException($"{response.RequestMessage?.RequestUri}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            return (await response.Content.ReadFromJsonAsync(type))!;
        }
    }

    private static async Task<bool> IsUpAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("health", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
