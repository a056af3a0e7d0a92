using Interop.Bridges.Connectors;

namespace Interop.Bridges.Files;

/// <summary>Copies octets of strangers up to a limit, whatever was announced.</summary>
public static class BoundedWrite
{
    private const int BufferOctets = 64 * 1024;

    /// <summary>Copies to the end.</summary>
    /// <param name="from">A stranger's.</param>
    /// <param name="to">Gets at most <paramref name="octetsMax"/> octets.</param>
    /// <param name="octetsMax">The limit.</param>
    /// <param name="idleMax">How long may pass without an octet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Octets.</returns>
    /// <exception cref="NativeRefusedException">There are more.</exception>
    /// <exception cref="TimeoutException">Nothing came for too long.</exception>
    public static async Task<long> CopyAsync(Stream from, Stream to, long octetsMax, TimeSpan idleMax, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferOctets];
        for (var size = 0L; ;)
        {
            var read = await ReadAsync(from, buffer, idleMax, cancellationToken);
            if (read == 0)
                return size;
            size += read;
            if (size > octetsMax)
                throw TooLarge(octetsMax);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    public static NativeRefusedException TooLarge(long octetsMax) => new($"It is larger than {Amount(octetsMax)}.");

    /// <summary>As people read it.</summary>
    public static string Amount(long octets) => octets switch
    {
        >= 1024 * 1024 => FormattableString.Invariant($"{octets / (1024.0 * 1024):0.#} MiB"),
        >= 1024 => FormattableString.Invariant($"{octets / 1024.0:0.#} KiB"),
        _ => $"{octets} octets",
    };

    private static async Task<int> ReadAsync(Stream from, byte[] buffer, TimeSpan idleMax, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(idleMax);
        try
        {
            return await from.ReadAsync(buffer, idle.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing of the file came for {idleMax.TotalSeconds} s", exception);
        }
    }
}
