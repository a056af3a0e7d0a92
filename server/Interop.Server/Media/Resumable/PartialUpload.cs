using Interop.Server.Archive.Encryption;

namespace Interop.Server.Media.Resumable;

/// <summary>A file that comes in several requests, as the store knows it.</summary>
/// <param name="Id">Its name among those that come; and its file's.</param>
/// <param name="Key">The file's key, wrapped; null once it was finished.</param>
/// <param name="Octets">Acknowledged.</param>
/// <param name="Length">Of the whole file.</param>
/// <param name="Tail">The acknowledged octets behind the last full chunk of the file, sealed like a chunk of that number; null for none.</param>
/// <param name="Expires">Seconds since 1970.</param>
/// <param name="Done">What the store calls the octets, once it was finished.</param>
internal sealed record PartialUpload(string Id, byte[]? Key, long Octets, long Length, byte[]? Tail, long Expires, string? Done)
{
    /// <summary>Full chunks that count: the last one is not sealed before more follows it.</summary>
    public long Chunks => Octets == 0 ? 0 : (Octets - 1) / DataChunk.PlainOctets;

    public DateTimeOffset ExpiresAt => DateTimeOffset.FromUnixTimeSeconds(Expires);
}
