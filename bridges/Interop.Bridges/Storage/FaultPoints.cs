namespace Interop.Bridges.Storage;

/// <summary>
/// Where a crash can hit: before a durable step (nothing of it is on disk) and after it (all of it is, the caller does not know). Named steps;
/// tests throw here in pairs, restart and look for loss and repetition. Does nothing in production.
/// </summary>
internal sealed class FaultPoints
{
    public static readonly FaultPoints None = new();

    public Action<string>? BeforeStep { get; set; }

    public Action<string>? AfterStep { get; set; }
}
