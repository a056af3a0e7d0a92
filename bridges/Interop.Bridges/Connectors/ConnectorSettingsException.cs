namespace Interop.Bridges.Connectors;

/// <summary>A connector can never work as it is set up. The message names the setting and says what to do; it is shown to the administrator as it is.</summary>
public sealed class ConnectorSettingsException(string message) : Exception(message);
