using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Server.Archive.Encryption;

/// <summary>
/// An encrypted body as it lies in the store (spec 08.9): version (1 octet, 1), group (8, big-endian), the record's own data key wrapped under the
/// group's (60: nonce, key, tag), then the body under the data key by AES-256-GCM with a nonce of zeros, and its tag (16). A data key encrypts
/// one body, so that its nonce never repeats. Taking the cell away destroys the key with what it opens.
/// </summary>
internal static class Cell
{
    public const byte Version = 1;
    public const int HeadOctets = 1 + 8;
    private const int BodyAt = HeadOctets + WrappedKey.Octets;

    private static readonly byte[] ZeroNonce = new byte[WrappedKey.NonceOctets];

    public static long GroupOf(ReadOnlySpan<byte> cell) => BinaryPrimitives.ReadInt64BigEndian(cell[1..]);

    public static bool IsCell(ReadOnlySpan<byte> stored) => stored.Length > BodyAt + WrappedKey.TagOctets && stored[0] == Version;

    public static byte[] Encrypt(GroupKey group, ReadOnlySpan<byte> body)
    {
        Span<byte> random = stackalloc byte[WrappedKey.NonceOctets + WrappedKey.KeyOctets];
        RandomNumberGenerator.Fill(random);
        var dataKey = random[WrappedKey.NonceOctets..];
        var cell = new byte[BodyAt + body.Length + WrappedKey.TagOctets];
        Head(cell, group.Id);
        random[..WrappedKey.NonceOctets].CopyTo(cell.AsSpan(HeadOctets));
        group.Wrap(dataKey, cell.AsSpan(HeadOctets, WrappedKey.Octets));
        using var aead = new AesGcm(dataKey, WrappedKey.TagOctets);
        aead.Encrypt(ZeroNonce, body, cell.AsSpan(BodyAt, body.Length), cell.AsSpan(BodyAt + body.Length));
        CryptographicOperations.ZeroMemory(random);
        return cell;
    }

    /// <exception cref="AuthenticationTagMismatchException">It was altered.</exception>
    public static byte[] Open(GroupKey group, ReadOnlySpan<byte> cell)
    {
        Span<byte> dataKey = stackalloc byte[WrappedKey.KeyOctets];
        group.Unwrap(cell.Slice(HeadOctets, WrappedKey.Octets), dataKey);
        var body = new byte[cell.Length - BodyAt - WrappedKey.TagOctets];
        using var aead = new AesGcm(dataKey, WrappedKey.TagOctets);
        aead.Decrypt(ZeroNonce, cell.Slice(BodyAt, body.Length), cell[(BodyAt + body.Length)..], body);
        CryptographicOperations.ZeroMemory(dataKey);
        return body;
    }

    /// <summary>A key of something that lies elsewhere (a file, a part of the index): head and wrapped key, as in a cell.</summary>
    public static byte[] WrapKey(GroupKey group, ReadOnlySpan<byte> key)
    {
        var wrapped = new byte[BodyAt];
        Head(wrapped, group.Id);
        RandomNumberGenerator.Fill(wrapped.AsSpan(HeadOctets, WrappedKey.NonceOctets));
        group.Wrap(key, wrapped.AsSpan(HeadOctets));
        return wrapped;
    }

    /// <exception cref="AuthenticationTagMismatchException">It was altered.</exception>
    public static byte[] UnwrapKey(GroupKey group, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length != BodyAt)
            throw new AuthenticationTagMismatchException();
        var key = new byte[WrappedKey.KeyOctets];
        group.Unwrap(wrapped[HeadOctets..], key);
        return key;
    }

    private static void Head(Span<byte> cell, long group)
    {
        cell[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(cell[1..], group);
    }
}
