using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.ProxyApi;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// Makes the body that goes on in place of the one that came in (spec 07, redaction). What is taken out leaves a mask, or the empty part, which show no
/// length; the new body has a salt of its own, so that the digests do not tell what was there. That nothing else was changed is proved before it goes on.
/// </summary>
internal static class Redactor
{
    /// <summary>Null when nothing is to be taken out.</summary>
    /// <param name="contentDigest">Of the header: what the chain starts from.</param>
    /// <param name="body">As it came in.</param>
    /// <param name="cuts">What is taken out.</param>
    /// <exception cref="InvalidOperationException">What would go on is not what was written but for the cuts: a mistake of this server, and nothing goes on.</exception>
    public static RedactedBody? Redact(string contentDigest, EventBody body, IReadOnlyList<Cut> cuts)
    {
        if (cuts.Count == 0)
            return null;
        var content = JsonSerializer.SerializeToElement(RedactedContent.Of(body.Content, cuts), OcipJson.Default.JsonNode);
        if (!RedactionProof.Holds(body.Content, content))
            throw new InvalidOperationException("a redaction changed more than it names");
        var canonical = EventIdentity.CanonicalContent(content, body.Provenance);
        var salt = RandomNumberGenerator.GetBytes(EventIdentity.SaltOctets);
        var to = Base64UrlText.Of(EventIdentity.ContentDigest(salt, canonical));
        return new RedactedBody(new Redaction(contentDigest, to), WithSalt(canonical, Base64Url.EncodeToString(salt)));
    }

    /// <summary>Canonical JSON of a body: {content, provenance?, salt}.</summary>
    public static byte[] Canonical(EventBody body) => WithSalt(EventIdentity.CanonicalContent(body.Content, body.Provenance), body.Salt);

    private static byte[] WithSalt(byte[] canonical, string salt) => [.. canonical.AsSpan(0, canonical.Length - 1), .. Encoding.ASCII.GetBytes($",\"salt\":\"{salt}\"}}")];
}
