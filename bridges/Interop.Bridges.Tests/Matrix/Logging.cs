using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>Where connectors under test log to: standard error when OCIP_TEST_LOG is set, else nowhere.</summary>
internal static class Logging
{
    public static readonly ILoggerFactory Factory = Environment.GetEnvironmentVariable("OCIP_TEST_LOG") is { Length: > 0 }
        ? LoggerFactory.Create(builder => builder.AddSimpleConsole().SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning))
        : NullLoggerFactory.Instance;
}
