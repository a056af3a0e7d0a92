namespace Interop.Cli.Bench;

/// <summary>One client's connection, as cheap as the API allows: octets in, octets out.</summary>
internal interface ILink : IAsyncDisposable
{
    /// <summary>Opens the client's stream from the start and hands each frame's raw octets over, on one thread at a time.</summary>
    Task StartStreamAsync(Action<ReadOnlySpan<byte>> frame);

    /// <summary>Sends a transaction {"transaction":…,"events":[…]}; returns when it is handed over, at the latest when it was answered.</summary>
    ValueTask SubmitAsync(ReadOnlyMemory<byte> transaction, int events);
}
