using Microsoft.Extensions.Configuration;

namespace Interop.Bridges.Connectors;

/// <summary>What a connector project gives to the host: one class, listed in the host's Connectors.cs. May also be an <see cref="ISetupCommand"/>.</summary>
public interface IConnectorFactory
{
    /// <summary>The network's name; also the name of its section under "connectors" in the settings.</summary>
    string Network { get; }

    /// <summary>Makes the connector; opens no connection.</summary>
    /// <exception cref="ConnectorSettingsException">A setting is missing or wrong.</exception>
    IConnector Create(IConfigurationSection settings, ConnectorServices services);
}
