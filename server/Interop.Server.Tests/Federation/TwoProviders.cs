using System.Net.Http.Json;
using Interop.Cli.Certificates;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.Federation;

/// <summary>Two organisations, each with a server of its own as a process of its own, that reach each other over TLS on loopback and know nothing of each other but the protocol.</summary>
internal sealed class TwoProviders : IAsyncDisposable
{
    private readonly string certificates;

    private TwoProviders(string certificates, Scene acme, Scene globex) => (this.certificates, Acme, Globex) = (certificates, acme, globex);

    public static ProviderName AcmeName { get; } = ProviderName.Parse("acme.example");

    public static ProviderName GlobexName { get; } = ProviderName.Parse("globex.example");

    public Scene Acme { get; }

    public Scene Globex { get; }

    /// <summary>Both started, with an active agreement on either side.</summary>
    public static async Task<TwoProviders> StartAsync(string[]? acmeOptions = null, string[]? globexOptions = null)
    {
        var certificates = Directory.CreateTempSubdirectory("ocip-certs-").FullName;
        using (var authority = DevelopmentAuthority.Open(certificates, TimeProvider.System))
        {
            authority.Issue(AcmeName.Value);
            authority.Issue(GlobexName.Value);
        }
        var (acmePort, globexPort) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        var acme = await Scene.OpenAsync(await ServerProcess.StartNewAsync(AcmeName, acmePort, [.. Transport(AcmeName, GlobexName, globexPort), .. acmeOptions ?? []]));
        var globex = await Scene.OpenAsync(await ServerProcess.StartNewAsync(GlobexName, globexPort, [.. Transport(GlobexName, AcmeName, acmePort), .. globexOptions ?? []]));
        var both = new TwoProviders(certificates, acme, globex);
        await AgreeAsync(acme, GlobexName, new Agreement { State = Agreement.Active });
        await AgreeAsync(globex, AcmeName, new Agreement { State = Agreement.Active });
        return both;

        string[] Transport(ProviderName own, ProviderName other, int port) =>
        [
            "--certificate", Path.Combine(certificates, $"{own}.pem"), "--key", Path.Combine(certificates, $"{own}-key.pem"),
            "--trust", Path.Combine(certificates, DevelopmentAuthority.CertificateFile), "--allow-address", $"{other}=127.0.0.1:{port}",
        ];
    }

    public static async Task AgreeAsync(Scene scene, ProviderName other, Agreement agreement)
    {
        using var answer = await scene.Http.PutAsJsonAsync(new Uri($"ocip/v1/admin/agreements/{other}", UriKind.Relative), agreement, OcipJson.Default.Agreement);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A room of the creator's provider with people of both.</summary>
    public static async Task<RoomId> RoomAsync(Actor creator, params Actor[] others) =>
        (await creator.Client.CreateRoomAsync(new CreateRoomRequest("group", [.. others.Select(o => o.User)], "Project"))).Room;

    public async ValueTask DisposeAsync()
    {
        await Acme.DisposeAsync();
        await Globex.DisposeAsync();
        Directory.Delete(certificates, recursive: true);
    }
}
