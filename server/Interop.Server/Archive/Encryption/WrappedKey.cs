using System.Security.Cryptography;

namespace Interop.Server.Archive.Encryption;

/// <summary>A key under a key: nonce (12 octets), ciphertext (32) and tag (16) of AES-256-GCM.</summary>
internal static class WrappedKey
{
    public const int KeyOctets = 32;
    public const int NonceOctets = 12;
    public const int TagOctets = 16;
    public const int Octets = NonceOctets + KeyOctets + TagOctets;

    public static byte[] Wrap(AesGcm aead, ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
    {
        var wrapped = new byte[Octets];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceOctets));
        aead.Encrypt(wrapped.AsSpan(0, NonceOctets), key, wrapped.AsSpan(NonceOctets, KeyOctets), wrapped.AsSpan(NonceOctets + KeyOctets), context);
        return wrapped;
    }

    /// <exception cref="AuthenticationTagMismatchException">Another key or another context, or it was altered.</exception>
    public static byte[] Unwrap(AesGcm aead, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
    {
        if (wrapped.Length != Octets)
            throw new AuthenticationTagMismatchException();
        var key = new byte[KeyOctets];
        aead.Decrypt(wrapped[..NonceOctets], wrapped.Slice(NonceOctets, KeyOctets), wrapped[(NonceOctets + KeyOctets)..], key, context);
        return key;
    }
}
