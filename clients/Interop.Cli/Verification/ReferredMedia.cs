using Interop.Protocol.Media;

namespace Interop.Cli.Verification;

/// <summary>What the store has of one of the media of a record.</summary>
/// <param name="Name">What the store calls its octets.</param>
/// <param name="Size">Octets.</param>
/// <param name="Type">What they were found to be.</param>
/// <param name="Declared">What the sender says, when the octets contradict it.</param>
/// <param name="Scan">What the scanner said.</param>
internal sealed record ReferredMedia(string Name, long Size, string Type, string? Declared, MediaScan? Scan)
{
    public ArchivedMedia Of(string digest) => new(digest, Size, Type, Declared, Scan);
}
