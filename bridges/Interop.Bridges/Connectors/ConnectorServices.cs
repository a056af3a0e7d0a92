using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Connectors;

/// <summary>What the host gives to a connector besides its settings.</summary>
public sealed record ConnectorServices(ILoggerFactory Loggers, TimeProvider Time);
