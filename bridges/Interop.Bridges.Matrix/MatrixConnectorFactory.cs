using System.Buffers.Text;
using System.Security.Cryptography;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Registration;
using Microsoft.Extensions.Configuration;

namespace Interop.Bridges.Matrix;

/// <summary>Makes the Matrix connector, and the registration files that a homeserver needs for it.</summary>
public sealed class MatrixConnectorFactory : IConnectorFactory, ISetupCommand
{
    public string Network => MatrixConnector.NetworkName;

    public string Verb => "registration";

    public string Explanation => "make the two application service registration files for the homeserver";

    /// <inheritdoc/>
    public IConnector Create(IConfigurationSection settings, ConnectorServices services) => new MatrixConnector(MatrixOptions.Read(settings), services);

    /// <inheritdoc/>
    public SetupResult Prepare(IConfigurationSection settings)
    {
        var options = MatrixOptions.Read(settings, name => settings[name] is { Length: > 0 } given ? given : NewSecret());
        options = options with { PuppetToken = options.PuppetToken ?? NewSecret() };
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RegistrationFiles.BridgeName] = RegistrationFiles.Bridge(options),
            [RegistrationFiles.PuppetsName] = RegistrationFiles.Puppets(options),
        };
        var made = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["asToken"] = options.AsToken,
            ["hsToken"] = options.HsToken,
            ["puppetToken"] = options.PuppetToken!,
        };
        var text = $"""
            Name both files in the homeserver's configuration (Synapse: homeserver.yaml) and restart it; they are read at start only:

              app_service_config_files:
                - /path/to/{RegistrationFiles.BridgeName}
                - /path/to/{RegistrationFiles.PuppetsName}

            The homeserver will call {options.PublicUrl}. Leave the second file out if employees' own accounts
            shall not act by the bridge; then leave puppetToken out of the settings too.
            """;
        return new SetupResult(files, text, made);
    }

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
