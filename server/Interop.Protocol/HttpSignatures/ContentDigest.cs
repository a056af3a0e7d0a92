using System.Security.Cryptography;

namespace Interop.Protocol.HttpSignatures;

/// <summary>The Content-Digest field (RFC 9530), with SHA-256 (spec 02).</summary>
public static class ContentDigest
{
    /// <summary>Lower-case name of the field.</summary>
    public const string Name = "content-digest";

    private const string Algorithm = "sha-256";

    /// <summary>The field's value for these octets: sha-256=:…:.</summary>
    public static string Of(ReadOnlySpan<byte> content) => OfHash(SHA256.HashData(content));

    /// <summary>The field's value for octets whose SHA-256 is known.</summary>
    public static string OfHash(ReadOnlySpan<byte> hash) => $"{Algorithm}=:{Convert.ToBase64String(hash)}:";

    /// <summary>What is wrong with a field for these octets; null when it names their SHA-256. Any input is answered.</summary>
    public static SignatureRefusal? FaultOf(string? field, ReadOnlySpan<byte> content) => FaultOfHash(field, SHA256.HashData(content));

    /// <summary>What is wrong with a field for octets whose SHA-256 is known; null when it names it.</summary>
    public static SignatureRefusal? FaultOfHash(string? field, ReadOnlySpan<byte> hash)
    {
        if (StructuredFields.Dictionary(field)?.GetValueOrDefault(Algorithm)?.Value is not byte[] { Length: SHA256.HashSizeInBytes } digest)
            return new SignatureRefusal(SignatureFault.Digest, "Content-Digest has no SHA-256: sha-256=:…: is expected.");
        return digest.AsSpan().SequenceEqual(hash)
            ? null
            : new SignatureRefusal(SignatureFault.Digest, "The body is not the one that Content-Digest was made of.");
    }
}
