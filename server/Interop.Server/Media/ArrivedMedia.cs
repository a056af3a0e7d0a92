using Interop.Protocol.Encoding;
using Interop.Protocol.Media;

namespace Interop.Server.Media;

/// <summary>Octets that have come as a whole and have no row yet.</summary>
/// <param name="File">Their file, still among those that arrive.</param>
/// <param name="Key">Its key.</param>
/// <param name="Hash">SHA-256 of the octets.</param>
/// <param name="Size">Octets.</param>
/// <param name="Type">What they were found to be.</param>
internal sealed record ArrivedMedia(string File, byte[] Key, byte[] Hash, long Size, string Type)
{
    public string Digest { get; } = Base64UrlText.Of(Hash);

    /// <summary>What the scanner said; null when none was asked.</summary>
    public MediaScan? Scan { get; init; }
}
