using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Server.Archive.Encryption;

/// <summary>The key of a group, ready for use by any thread.</summary>
internal sealed class GroupKey(long id, byte[] key)
{
    public long Id { get; } = id;

    /// <summary>Wraps a data key under the nonce that stands in the first octets of <paramref name="wrapped"/>. It is bound to the group.</summary>
    public void Wrap(ReadOnlySpan<byte> dataKey, Span<byte> wrapped)
    {
        using var aead = new AesGcm(key, WrappedKey.TagOctets);
        aead.Encrypt(wrapped[..WrappedKey.NonceOctets], dataKey, wrapped.Slice(WrappedKey.NonceOctets, WrappedKey.KeyOctets),
            wrapped.Slice(WrappedKey.NonceOctets + WrappedKey.KeyOctets, WrappedKey.TagOctets), Context(stackalloc byte[8]));
    }

    /// <exception cref="AuthenticationTagMismatchException">It was altered, or is of another group.</exception>
    public void Unwrap(ReadOnlySpan<byte> wrapped, Span<byte> dataKey)
    {
        using var aead = new AesGcm(key, WrappedKey.TagOctets);
        aead.Decrypt(wrapped[..WrappedKey.NonceOctets], wrapped.Slice(WrappedKey.NonceOctets, WrappedKey.KeyOctets),
            wrapped.Slice(WrappedKey.NonceOctets + WrappedKey.KeyOctets, WrappedKey.TagOctets), dataKey, Context(stackalloc byte[8]));
    }

    private Span<byte> Context(Span<byte> octets)
    {
        BinaryPrimitives.WriteInt64BigEndian(octets, Id);
        return octets;
    }
}
