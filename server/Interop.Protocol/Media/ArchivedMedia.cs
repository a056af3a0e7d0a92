using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.Media;

/// <summary>Media of an event as its record in the archive knows them (spec 08, 15).</summary>
/// <param name="Digest">base64url(SHA-256(octets)).</param>
/// <param name="Size">Octets.</param>
/// <param name="Type">What the octets were found to be.</param>
/// <param name="Declared">What the sender says that they are, when the octets contradict it.</param>
/// <param name="Scan">What the scanner said when they came in; null when none was asked.</param>
public sealed record ArchivedMedia(string Digest, long Size, string Type, string? Declared = null, MediaScan? Scan = null)
{
    /// <summary>
    /// What the fixed part of the record has of them: base64url(SHA-256(salt ‖ JCS(this))). Under the salt of the event's body, so that nothing can be
    /// guessed from it once the body was erased.
    /// </summary>
    /// <param name="salt">The 32 octets of the body's salt.</param>
    public string Commitment(ReadOnlySpan<byte> salt)
    {
        var canonical = CanonicalJson.Of(JsonSerializer.SerializeToElement(this, OcipJson.Default.ArchivedMedia));
        return Base64Url.EncodeToString(SHA256.HashData([.. salt, .. canonical]));
    }
}
