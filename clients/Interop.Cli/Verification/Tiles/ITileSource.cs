namespace Interop.Cli.Verification.Tiles;

/// <summary>Where a log's head and tiles are, in the layout of C2SP tlog-tiles: checkpoint, tile/0/000, tile/entries/x001/234.p/5.</summary>
internal interface ITileSource
{
    /// <summary>The octets of a path, or null when it is not there.</summary>
    /// <param name="path">Below the log's prefix.</param>
    /// <param name="octetsMax">More than these are a fault.</param>
    /// <param name="stop">Ends waiting.</param>
    /// <exception cref="ArchiveFaultException">There is more than may be.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    Task<byte[]?> ReadAsync(string path, int octetsMax, CancellationToken stop);
}
