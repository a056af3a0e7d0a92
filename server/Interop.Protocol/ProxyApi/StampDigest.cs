using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.ProxyApi;

/// <summary>What a stamp's batch has as its entry (spec 07).</summary>
public static class StampDigest
{
    private static volatile Evaluated? last;

    /// <summary>SHA-256(JCS(stamp)), 32 octets.</summary>
    public static byte[] Of(Stamp stamp)
    {
        if (stamp is not { Recipients: null, Redacted: null })
            return SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(stamp, OcipJson.Default.Stamp)));
        // The usual one, which concerns nobody in particular, at a fifth of the cost; a test compares the two ways.
        var output = new ArrayBufferWriter<byte>(1024);
        StampWriter.WritePlain(stamp, output);
        return SHA256.HashData(output.WrittenSpan);
    }

    /// <summary>base64url(SHA-256(JCS(own))), for <see cref="Stamp.Own"/>.</summary>
    public static string OfOwn(OwnDecisions own) => Base64UrlText.Of(SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(own, OcipJson.Default.OwnDecisions))));

    /// <summary>base64url(SHA-256(JCS(policies))), for <see cref="Stamp.PolicyDigest"/>.</summary>
    /// <param name="policies">Each as name/version, in the order of evaluation.</param>
    public static string OfPolicies(IEnumerable<string> policies)
    {
        string[] list = [.. policies];
        // The same ones are evaluated for event after event.
        if (last is { } known && known.Policies.AsSpan().SequenceEqual(list))
            return known.Digest;
        var digest = Base64UrlText.Of(SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(list, OcipJson.Default.StringArray))));
        last = new Evaluated(list, digest);
        return digest;
    }

    private sealed record Evaluated(string[] Policies, string Digest);
}
