using System.Net;
using Interop.Bridges.Connectors;

namespace Interop.Bridges.Host;

/// <summary>What the bridge process is to do, checked.</summary>
internal sealed record HostSettings
{
    private const string DefaultHealth = "http://127.0.0.1:8450/";

    public required Uri Health { get; init; }

    public required IReadOnlyList<Network> Networks { get; init; }

    /// <summary>One connector to run.</summary>
    public sealed record Network(IConnectorFactory Factory, IConfigurationSection Section, BridgeSettings Settings);

    /// <exception cref="ConnectorSettingsException">Something is missing or wrong: all of it, one line each.</exception>
    public static HostSettings Read(IConfiguration configuration, IReadOnlyList<IConnectorFactory> factories)
    {
        var faults = new List<string>();
        var server = Address(configuration, "server", null, "give the OCIP server's address, such as http://127.0.0.1:8448/", faults);
        var health = Address(configuration, "health", DefaultHealth, "give a loopback address for the health page", faults);
        if (health is not null && !IsLoopback(health))
            faults.Add($"health: {health} can be read by others. Give a loopback address, such as {DefaultHealth}.");
        if (server is { Scheme: "http" } && !IsLoopback(server))
            faults.Add($"server: {server} would send tokens and messages in the clear. Use https, or a server on this machine.");
        var networks = new List<Network>();
        var sections = configuration.GetSection("connectors").GetChildren().ToList();
        if (sections.Count == 0)
            faults.Add($"connectors: none is set up. There are {string.Join(", ", factories.Select(f => f.Network))}.");
        foreach (var section in sections)
        {
            var factory = factories.FirstOrDefault(f => f.Network == section.Key);
            var token = TokenOf(section, faults);
            if (factory is null)
                faults.Add($"{section.Path}: there is no connector of that name. There are {string.Join(", ", factories.Select(f => f.Network))}.");
            else if (token is not null && server is not null)
                networks.Add(new Network(factory, section, SettingsOf(configuration, server, token)));
        }
        if (faults.Count > 0)
            throw new ConnectorSettingsException(string.Join(Environment.NewLine, faults));
        return new HostSettings { Health = health!, Networks = networks };
    }

    private static BridgeSettings SettingsOf(IConfiguration configuration, Uri server, string token) => new()
    {
        Server = server, Token = token, DataFolder = Path.GetFullPath(configuration["dataFolder"] ?? "bridge-data"), Language = configuration["language"] ?? "en",
    };

    private static string? TokenOf(IConfigurationSection section, List<string> faults)
    {
        if (section["token"] is { Length: > 0 } token)
            return token.Trim();
        if (section["tokenFile"] is { Length: > 0 } file)
        {
            if (File.Exists(file))
                return File.ReadAllText(file).Trim();
            faults.Add($"{section.Path}:tokenFile: there is no file {Path.GetFullPath(file)}.");
            return null;
        }
        faults.Add($$"""{{section.Path}}:token is missing. An administrator of the server makes one with POST /ocip/v1/admin/bridges {"network":"{{section.Key}}"}.""");
        return null;
    }

    private static Uri? Address(IConfiguration configuration, string name, string? otherwise, string what, List<string> faults)
    {
        if ((configuration[name] ?? otherwise) is not { Length: > 0 } text)
        {
            faults.Add($"{name} is missing: {what}.");
            return null;
        }
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        faults.Add($"{name}: '{text}' is no http or https address: {what}.");
        return null;
    }

    private static bool IsLoopback(Uri address) => address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
