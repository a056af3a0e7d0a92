using Microsoft.Extensions.Configuration;

namespace Interop.Bridges.Connectors;

/// <summary>Optional, of factories: what has to be prepared at the native server, as the host's command "{verb} {network}" (registration matrix, secret xmpp).</summary>
public interface ISetupCommand
{
    /// <summary>One word.</summary>
    string Verb { get; }

    /// <summary>One line for --help.</summary>
    string Explanation { get; }

    /// <summary>Makes the files and says what to do with them. Does no I/O: the host writes the files, and asks before it replaces one.</summary>
    /// <exception cref="ConnectorSettingsException">A setting is missing or wrong.</exception>
    SetupResult Prepare(IConfigurationSection settings);
}
