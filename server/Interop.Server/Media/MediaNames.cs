using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Media;

/// <summary>
/// Names of octets in the store. They are keyed: who reads the store or the folder, and knows a file, cannot tell by its digest whether it is here.
/// The key is made with the first start, and wrapped like those of files.
/// </summary>
internal sealed class MediaNames
{
    private const int KeyOctets = 32;
    private readonly byte[] key;

    public MediaNames(Database database, AppendLog log, MediaKeys keys, TimeProvider time)
    {
        var wrapped = database.Read(c => c.QuerySingleOrDefault<byte[]>(Select));
        wrapped ??= log.WriteAsync(writer =>
        {
            writer.Execute("INSERT INTO media_secret(id, name_key) VALUES (1, @wrapped) ON CONFLICT DO NOTHING",
                new { wrapped = keys.Wrap(writer, time.GetUtcNow(), RandomNumberGenerator.GetBytes(KeyOctets)) });
            return writer.QuerySingle<byte[]>(Select);
        }).GetAwaiter().GetResult();
        key = keys.Unwrap(wrapped);
    }

    /// <summary>With a key that is known: to check a folder whose server does not run.</summary>
    public MediaNames(byte[] key) => this.key = key;

    private const string Select = "SELECT name_key FROM media_secret WHERE id=1";

    /// <param name="digest">base64url(SHA-256(octets)).</param>
    public MediaName Of(string digest)
    {
        Span<byte> octets = stackalloc byte[SHA256.HashSizeInBytes];
        return Base64Url.TryDecodeFromChars(digest, octets, out var count) && count == octets.Length ? Of(octets) : throw new ArgumentException("no digest", nameof(digest));
    }

    /// <param name="hash">SHA-256 of the octets.</param>
    public MediaName Of(ReadOnlySpan<byte> hash) => new(Base64Url.EncodeToString(HMACSHA256.HashData(key, hash)));
}
