using System.Net.Http.Headers;
using Interop.Cli.Bench.Machine;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;

namespace Interop.Cli.Bench;

/// <summary>A server of the bench's own with its administrator: a provider, or a compliance proxy.</summary>
internal sealed class Side : IAsyncDisposable
{
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(600);

    private readonly HttpClient http;

    private Side(ProviderName provider, OwnServer server, OcipClient admin, string token, JsonWebKeySet keys)
    {
        (Provider, Server, Admin, Token, Keys) = (provider, server, admin, token, keys);
        http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public ProviderName Provider { get; }

    public OwnServer Server { get; }

    /// <summary>Scopes admin and archive.</summary>
    public OcipClient Admin { get; }

    /// <summary>The administrator's.</summary>
    public string Token { get; }

    /// <summary>As they were at the start.</summary>
    public JsonWebKeySet Keys { get; }

    public static async Task<Side> StartAsync(string provider, string? folder, string? https, string[] options, CancellationToken stop)
    {
        var server = await OwnServer.StartAsync(folder, provider, https, options, stop);
        try
        {
            using var anonymous = new OcipClient(server.Address, null);
            var secret = (await File.ReadAllTextAsync(Path.Combine(server.Data, "bootstrap-secret"), stop)).Trim();
            var token = (await anonymous.Admin.BootstrapAsync(new BootstrapRequest(secret), stop)).Token;
            return new Side(ProviderName.Parse(provider), server, new OcipClient(server.Address, token), token, await anonymous.KeysAsync(stop));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A provider on a data folder that an earlier server has left, with its administrator's token.</summary>
    public static async Task<Side> ResumeAsync(string provider, string folder, string token, string[] options, CancellationToken stop)
    {
        var server = await OwnServer.ResumeAsync(folder, provider, options, stop);
        try
        {
            var admin = new OcipClient(server.Address, token);
            return new Side(ProviderName.Parse(provider), server, admin, token, await admin.KeysAsync(stop));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first call finds nothing and begins the measuring.</summary>
    public Task<Measures> MeasuresAsync(CancellationToken stop) => Measures.ReadAsync(http, stop);

    /// <summary>What the server has in memory, as it says itself.</summary>
    public Task<string> MemoryAsync(CancellationToken stop) => http.GetStringAsync(new Uri("/measures/memory", UriKind.Relative), stop);

    /// <summary>Sets what this organisation has agreed with another.</summary>
    public Task AgreeAsync(ProviderName with, CancellationToken stop) => Admin.Admin.SetAgreementAsync(with, new Agreement { State = Agreement.Active }, stop);

    /// <summary>Returns when the archive has not grown for a while: everything on its way has come in.</summary>
    public async Task SettleAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(SettleMax);
        for (string? seen = null, now = await HealthAsync(limit.Token); seen != now; now = await HealthAsync(limit.Token))
        {
            seen = now;
            await Task.Delay(Quiet, TimeProvider.System, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        Admin.Dispose();
        await Server.DisposeAsync();
    }

    private Task<string> HealthAsync(CancellationToken stop) => http.GetStringAsync(new Uri("/ocip/v1/health", UriKind.Relative), stop);
}
