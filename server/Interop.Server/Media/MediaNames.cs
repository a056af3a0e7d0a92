using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>
/// Names of octets in the store. They are keyed: who reads the store or the folder, and knows a file, cannot tell by its digest whether it is here.
/// The key is made with the first start, and wrapped like those of files.
/// </summary>
internal sealed class MediaNames
{
    private const int KeyOctets = 32;
    private readonly Func<byte[]> find;
    private byte[]? known;

    public MediaNames(Database database, AppendLog log, MediaKeys keys, TimeProvider time)
    {
        find = () => keys.Unwrap(database.Read(c => c.QuerySingleOrDefault<byte[]>(Select)) ?? log.WriteAsync(writer =>
        {
            writer.Execute("INSERT INTO media_secret(id, name_key) VALUES (1, @wrapped) ON CONFLICT DO NOTHING",
                new { wrapped = keys.Wrap(writer, time.GetUtcNow(), RandomNumberGenerator.GetBytes(KeyOctets)) });
            return writer.QuerySingle<byte[]>(Select);
        }).GetAwaiter().GetResult());
        try
        {
            known = find();
        }
        catch (SqliteException)
        {
            // A fresh archive that cannot be written: the key is made with the first file, when it can.
            known = null;
        }
    }

    /// <summary>With a key that is known: to check a folder whose server does not run.</summary>
    public MediaNames(byte[] key) => (known, find) = (key, () => key);

    private const string Select = "SELECT name_key FROM media_secret WHERE id=1";

    /// <param name="digest">base64url(SHA-256(octets)).</param>
    public MediaName Of(string digest)
    {
        Span<byte> octets = stackalloc byte[SHA256.HashSizeInBytes];
        return Base64Url.TryDecodeFromChars(digest, octets, out var count) && count == octets.Length ? Of(octets) : throw new ArgumentException("no digest", nameof(digest));
    }

    /// <param name="hash">SHA-256 of the octets.</param>
    public MediaName Of(ReadOnlySpan<byte> hash) => new(Base64Url.EncodeToString(HMACSHA256.HashData(known ??= find(), hash)));
}
