using Interop.Protocol.Media;

namespace Interop.Server.Media.Scanning;

/// <summary>A scanner for malware outside of this process. Files go in with its verdict, or wait for it (spec 15.9).</summary>
internal interface IMediaScanner
{
    /// <summary>Asks what it says of these octets.</summary>
    /// <param name="octets">Read to the end, and not disposed of.</param>
    /// <param name="stop">Ends early.</param>
    /// <exception cref="ScannerAwayException">It does not answer, or cannot say.</exception>
    Task<MediaScan> ScanAsync(Stream octets, CancellationToken stop);
}
