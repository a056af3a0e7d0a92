using Interop.Protocol.Media;

namespace Interop.Server.Media;

/// <summary>Octets that the store knows.</summary>
/// <param name="Name">What the store calls them.</param>
/// <param name="File">Their file; null of infected ones, which are not kept.</param>
/// <param name="Key">The file's key, wrapped; null with the file.</param>
/// <param name="Size">Octets.</param>
/// <param name="Type">What they were found to be.</param>
/// <param name="Scan">What the scanner said; null when none was asked.</param>
internal sealed record StoredMedia(MediaName Name, string? File, byte[]? Key, long Size, string Type, MediaScan? Scan)
{
    /// <summary>They can be given and referred to.</summary>
    public bool IsHere => File is not null;
}
