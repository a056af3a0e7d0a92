using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Interop.Protocol.Tests.Sealing;

/// <summary>The wrap of an archive recipient (spec 12), from the content key and the archive's public key alone.</summary>
internal static class ArchiveWrap
{
    // RFC 9180: DHKEM(P-256, HKDF-SHA256) has the id 0x0010.
    private static readonly byte[] Suite = [.. "KEM"u8, 0x00, 0x10];

    public static byte[] Ikm(byte[] contentKey, string protectedHeader, string kid, ECParameters archive) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, contentKey, 32, "compliance-wrap-1"u8.ToArray(), [.. System.Text.Encoding.ASCII.GetBytes($"{protectedHeader}.{kid}."), .. Point(archive)]);

    /// <summary>DeriveKeyPair of RFC 9180 §7.1.3. A first candidate that is no scalar of the curve has a probability of 2^-32 and none in the vectors.</summary>
    public static ECParameters DeriveKeyPair(byte[] ikm)
    {
        var prk = HKDF.Extract(HashAlgorithmName.SHA256, [.. "HPKE-v1"u8, .. Suite, .. "dkp_prk"u8, .. ikm], []);
        var candidate = HKDF.Expand(HashAlgorithmName.SHA256, prk, 32, [0, 32, .. "HPKE-v1"u8, .. Suite, .. "candidate"u8, 0]);
        using var key = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = candidate });
        return key.ExportParameters(includePrivateParameters: true);
    }

    /// <summary>ECDH-ES+A256KW (RFC 7518 §4.6) without apu and apv.</summary>
    public static byte[] KeyEncryptionKey(ECParameters own, ECParameters other)
    {
        using var mine = ECDiffieHellman.Create(own);
        using var theirs = ECDiffieHellman.Create(new ECParameters { Curve = other.Curve, Q = other.Q });
        var algorithm = "ECDH-ES+A256KW"u8;
        return SHA256.HashData([0, 0, 0, 1, .. mine.DeriveRawSecretAgreement(theirs.PublicKey), 0, 0, 0, (byte)algorithm.Length, .. algorithm, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
    }

    /// <summary>RFC 3394 with the default initial value.</summary>
    public static byte[] Wrap(byte[] keyEncryptionKey, byte[] key)
    {
        using var aes = Aes.Create();
        aes.Key = keyEncryptionKey;
        Span<byte> a = [0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6];
        var r = key.ToArray();
        Span<byte> block = stackalloc byte[16];
        var t = 0UL;
        for (var round = 0; round < 6; round++)
        {
            for (var at = 0; at < r.Length; at += 8)
            {
                a.CopyTo(block);
                r.AsSpan(at, 8).CopyTo(block[8..]);
                aes.EncryptEcb(block, block, PaddingMode.None);
                BinaryPrimitives.WriteUInt64BigEndian(a, BinaryPrimitives.ReadUInt64BigEndian(block) ^ ++t);
                block[8..].CopyTo(r.AsSpan(at));
            }
        }
        return [.. a, .. r];
    }

    public static byte[] Point(ECParameters key) => [4, .. key.Q.X!, .. key.Q.Y!];

    public static string Text(byte[] octets) => Base64Url.EncodeToString(octets);
}
