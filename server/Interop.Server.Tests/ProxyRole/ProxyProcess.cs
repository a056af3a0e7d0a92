using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>A compliance proxy of an organisation as a process of its own, which knows the organisation's provider.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private readonly string tokenFile;

    private ProxyProcess(ServerProcess server, OcipClient office, JsonWebKeySet keys, string tokenFile) => (Server, Office, Keys, this.tokenFile) = (server, office, keys, tokenFile);

    public ServerProcess Server { get; }

    /// <summary>The proxy's administrator: scopes admin and archive.</summary>
    public OcipClient Office { get; }

    public JsonWebKeySet Keys { get; }

    /// <summary>Of the same.</summary>
    public required string AdminToken { get; init; }

    /// <summary>The provider's.</summary>
    public string Token => File.ReadAllText(tokenFile);

    public static async Task<ProxyProcess> OpenAsync(ProviderName organisation, params string[] more)
    {
        var server = await ServerProcess.StartNewAsync(organisation, ["--role", "proxy", .. more]);
        using var nobody = new OcipClient(server.Address, null);
        var secret = (await File.ReadAllTextAsync(Path.Combine(server.Data, "bootstrap-secret"))).Trim();
        var first = (await nobody.Admin.BootstrapAsync(new BootstrapRequest(secret))).Token;
        var office = new OcipClient(server.Address, first);
        var token = await office.Admin.RegisterProviderAsync(new ProviderRequest(organisation));
        var file = Path.Combine(server.Data, "provider-token");
        await File.WriteAllTextAsync(file, token.Token);
        return new ProxyProcess(server, office, await nobody.KeysAsync(), file) { AdminToken = first };
    }

    /// <summary>With which the provider asks it.</summary>
    /// <param name="address">Where the provider finds it; null for its own address.</param>
    public string[] Options(Uri? address = null) => ["--proxy", (address ?? Server.Address).AbsoluteUri, "--proxy-token", tokenFile];

    public Task RestartAsync(params string[] more) => Server.StartAsync(["--role", "proxy", .. more]);

    public Task<ArchiveAudit> AuditAsync() => ArchiveAudit.RunAsync(Office.Archive, Keys);

    public async ValueTask DisposeAsync()
    {
        Office.Dispose();
        await Server.DisposeAsync();
    }
}
