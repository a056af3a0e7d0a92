using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Bridges.Matrix.Files;

/// <summary>How an encrypted file is read: AES-256 in counter mode, and the SHA-256 of what is stored.</summary>
internal sealed record AttachmentLock(byte[] Key, byte[] Counter, byte[] Hash)
{
    private const int KeyOctets = 32;
    private const int CounterOctets = 16;
    private const int HashOctets = 32;

    /// <summary>From the member "file" of a content; null when it is of another version or lacks something.</summary>
    public static AttachmentLock? Of(JsonElement file) =>
        file.Text("v") is "v2" or "v1" or null && file.Object("key") is { } key && key.Text("alg") == "A256CTR"
        && Octets(key.Text("k"), KeyOctets) is { } secret && Octets(file.Text("iv"), CounterOctets) is { } counter
        && file.Object("hashes") is { } hashes && Octets(hashes.Text("sha256"), HashOctets) is { } hash
            ? new AttachmentLock(secret, counter, hash)
            : null;

    public JsonObject ToJson(string url) => new()
    {
        ["v"] = "v2", ["url"] = url, ["iv"] = Convert.ToBase64String(Counter).TrimEnd('='),
        ["key"] = new JsonObject { ["alg"] = "A256CTR", ["kty"] = "oct", ["k"] = Convert.ToBase64String(Key).TrimEnd('=').Replace('+', '-').Replace('/', '_') },
        ["hashes"] = new JsonObject { ["sha256"] = Convert.ToBase64String(Hash).TrimEnd('=') },
    };

    /// <summary>Base64 with either alphabet, padded or not: clients write all of these.</summary>
    private static byte[]? Octets(string? text, int length)
    {
        if (text is not { Length: <= 64 })
            return null;
        var plain = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var octets = new byte[length];
        return Convert.TryFromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='), octets, out var written) && written == length ? octets : null;
    }
}
