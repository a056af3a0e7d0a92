using Interop.Bridges.RealServers.Processes;
using Interop.Cli.Certificates;

namespace Interop.Cli.Demo.TwoOrgs;

/// <summary>Where the organisations of the demo reach each other: HTTPS by name, with certificates of a development authority, all on loopback.</summary>
internal sealed class Neighbourhood
{
    private readonly string folder;
    private readonly Dictionary<string, int> ports;

    /// <param name="folder">For the authority and the certificates.</param>
    /// <param name="names">DNS names of the providers.</param>
    /// <param name="time">The clock.</param>
    public Neighbourhood(string folder, IReadOnlyList<string> names, TimeProvider time)
    {
        this.folder = folder;
        ports = names.ToDictionary(n => n, _ => FreePort.Take(), StringComparer.Ordinal);
        using var authority = DevelopmentAuthority.Open(folder, time);
        foreach (var name in names)
            authority.Issue(name);
    }

    /// <summary>Where a provider listens for the others.</summary>
    public Uri AddressOf(string name) => new($"https://127.0.0.1:{ports[name]}/");

    /// <summary>Options of a provider's command line: its certificate, whom it trusts, and where each name is.</summary>
    public string[] OptionsOf(string name) =>
    [
        "--certificate", Path.Combine(folder, $"{name}.pem"), "--key", Path.Combine(folder, $"{name}-key.pem"),
        "--trust", Path.Combine(folder, DevelopmentAuthority.CertificateFile), "--public-url", $"https://{name}",
        .. ports.SelectMany(p => new[] { "--allow-address", $"{p.Key}=127.0.0.1:{p.Value}" }),
    ];
}
