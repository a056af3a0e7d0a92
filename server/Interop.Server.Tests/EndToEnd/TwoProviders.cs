using Interop.Cli.Certificates;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Two organisations with a server each, which reach each other over HTTPS by name, and have an agreement.</summary>
internal sealed class TwoProviders : IAsyncDisposable
{
    private TwoProviders(DirectoryInfo certificates, Scene acme, Scene globex, int acmePort, int globexPort) =>
        (Certificates, Acme, Globex, AcmePort, GlobexPort) = (certificates, acme, globex, acmePort, globexPort);

    public static ProviderName AcmeName { get; } = ProviderName.Parse("acme.example");

    public static ProviderName GlobexName { get; } = ProviderName.Parse("globex.example");

    /// <summary>Has ca.pem, and NAME.pem and NAME-key.pem of both.</summary>
    public DirectoryInfo Certificates { get; }

    public Scene Acme { get; }

    public Scene Globex { get; }

    public int AcmePort { get; }

    public int GlobexPort { get; }

    /// <param name="others">Further names: a certificate is made for each, and both servers reach it at its port.</param>
    public static Task<TwoProviders> OpenAsync(params (string Name, int Port)[] others) => OpenAsync([], others);

    /// <param name="options">For both servers.</param>
    /// <param name="others">As above.</param>
    public static Task<TwoProviders> OpenAsync(string[] options, (string Name, int Port)[] others) => OpenAsync(options, options, others);

    /// <param name="ofAcme">For Acme's server.</param>
    /// <param name="ofGlobex">For Globex's server.</param>
    /// <param name="others">As above.</param>
    public static async Task<TwoProviders> OpenAsync(string[] ofAcme, string[] ofGlobex, params (string Name, int Port)[] others)
    {
        var folder = Directory.CreateTempSubdirectory("ocip-certs-");
        var (acmePort, globexPort) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        (string Name, int Port)[] all = [(AcmeName.Value, acmePort), (GlobexName.Value, globexPort), .. others];
        using (var authority = DevelopmentAuthority.Open(folder.FullName, TimeProvider.System))
        {
            foreach (var (name, _) in all)
                authority.Issue(name);
        }
        string[] Options(string name, string[] own) =>
        [
            "--certificate", Path.Combine(folder.FullName, name + ".pem"), "--key", Path.Combine(folder.FullName, name + "-key.pem"), "--trust", Path.Combine(folder.FullName, "ca.pem"),
            .. all.SelectMany(a => new[] { "--allow-address", $"{a.Name}=127.0.0.1:{a.Port}" }), .. own,
        ];
        var acme = await Scene.OpenAsync(await ServerProcess.StartNewAsync(AcmeName, acmePort, Options(AcmeName.Value, ofAcme)));
        var globex = await Scene.OpenAsync(await ServerProcess.StartNewAsync(GlobexName, globexPort, Options(GlobexName.Value, ofGlobex)));
        var two = new TwoProviders(folder, acme, globex, acmePort, globexPort);
        await AgreeAsync(acme, GlobexName, new Agreement { State = Agreement.Active });
        await AgreeAsync(globex, AcmeName, new Agreement { State = Agreement.Active });
        return two;
    }

    /// <summary>Sets what one of the two has agreed with another provider.</summary>
    public static async Task AgreeAsync(Scene scene, ProviderName with, Agreement agreement)
    {
        using var http = new RawHttp(scene.Server.Address, scene.AdminToken);
        var answer = await http.SendAsync(HttpMethod.Put, $"admin/agreements/{with.Value}", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(agreement, Interop.Protocol.OcipJson.Default.Agreement));
        if (answer.Status != 200)
            throw new InvalidOperationException($"{answer.Status}: {answer.Body}");
        answer.Response.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Acme.DisposeAsync();
        await Globex.DisposeAsync();
        Certificates.Delete(recursive: true);
    }
}
