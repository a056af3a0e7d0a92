using Interop.Bridges.Connectors;

namespace Interop.Bridges.Host;

/// <summary>Reads the settings file; OCIP_BRIDGE_CONNECTORS__MATRIX__TOKEN and the like in the environment go before it.</summary>
internal static class SettingsFile
{
    private const string EnvironmentPrefix = "OCIP_BRIDGE_";

    /// <exception cref="ConnectorSettingsException">It is not there or not JSON.</exception>
    public static IConfigurationRoot Load(FileInfo file)
    {
        if (!file.Exists)
            throw new ConnectorSettingsException($"""
                There is no settings file {file.FullName}. Name another one with --config, or make it, for instance:
                {Example}
                """);
        try
        {
            return new ConfigurationBuilder().AddJsonFile(file.FullName, optional: false).AddEnvironmentVariables(EnvironmentPrefix).Build();
        }
        catch (InvalidDataException exception)
        {
            throw new ConnectorSettingsException($"{file.FullName} is not well-formed JSON. {exception.InnerException?.Message ?? exception.Message}");
        }
    }

    private const string Example = """
        {
          "server": "http://127.0.0.1:8448/",
          "dataFolder": "bridge-data",
          "health": "http://127.0.0.1:8450/",
          "connectors": {
            "matrix": { "token": "…", "serverName": "example.org", "homeserver": "http://127.0.0.1:8008/" },
            "xmpp": { "token": "…", "domain": "bridge.example.org" }
          }
        }
        """;
}
