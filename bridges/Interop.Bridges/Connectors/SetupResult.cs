namespace Interop.Bridges.Connectors;

/// <param name="Files">File name (relative to the folder that the user named) → content; written readable by the owner only, as they hold secrets.</param>
/// <param name="Text">Printed afterwards: what to put where.</param>
/// <param name="Settings">Settings for the connector's section that go with them (name → value), printed as JSON to be copied; null when there are none.</param>
public sealed record SetupResult(IReadOnlyDictionary<string, string> Files, string Text, IReadOnlyDictionary<string, string>? Settings = null);
