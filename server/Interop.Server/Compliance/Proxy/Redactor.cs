using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.ProxyApi;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// Makes the body that goes on in place of the one that came in (spec 07, redaction). Each part that is taken out becomes the empty part, which shows no
/// length; the new body has a salt of its own, so that the digests do not tell what was there.
/// </summary>
internal static class Redactor
{
    /// <summary>Null when nothing is to be taken out.</summary>
    /// <param name="contentDigest">Of the header: what the chain starts from.</param>
    /// <param name="body">As it came in.</param>
    /// <param name="pointers">JSON Pointers into the content, each to a part.</param>
    public static RedactedBody? Redact(string contentDigest, EventBody body, IReadOnlyList<string> pointers)
    {
        if (pointers.Count == 0)
            return null;
        var content = JsonNode.Parse(body.Content.GetRawText())!;
        foreach (var pointer in pointers.Order(StringComparer.Ordinal))
            TakeOut(content, pointer);
        var canonical = EventIdentity.CanonicalContent(JsonSerializer.SerializeToElement(content, OcipJson.Default.JsonNode), body.Provenance);
        var salt = RandomNumberGenerator.GetBytes(EventIdentity.SaltOctets);
        var to = Base64UrlText.Of(EventIdentity.ContentDigest(salt, canonical));
        return new RedactedBody(new Redaction(contentDigest, to), WithSalt(canonical, Base64Url.EncodeToString(salt)));
    }

    /// <summary>Canonical JSON of a body: {content, provenance?, salt}.</summary>
    public static byte[] Canonical(EventBody body) => WithSalt(EventIdentity.CanonicalContent(body.Content, body.Provenance), body.Salt);

    private static byte[] WithSalt(byte[] canonical, string salt) => [.. canonical.AsSpan(0, canonical.Length - 1), .. Encoding.ASCII.GetBytes($",\"salt\":\"{salt}\"}}")];

    /// <summary>A pointer that leads nowhere was led there by an earlier one: what is around it is gone already.</summary>
    private static void TakeOut(JsonNode content, string pointer)
    {
        var steps = pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        JsonNode? at = content;
        foreach (var step in steps[..^1])
            at = Step(at, step);
        var last = steps[^1];
        if (at is JsonObject parent && parent.ContainsKey(last))
            parent[last] = Nothing();
        else if (at is JsonArray list && int.TryParse(last, out var index) && index < list.Count)
            list[index] = Nothing();
    }

    private static JsonNode? Step(JsonNode? at, string step) => at switch
    {
        JsonObject parent => parent[step],
        JsonArray list when int.TryParse(step, out var index) && index < list.Count => list[index],
        _ => null,
    };

    private static JsonObject Nothing() => new() { ["cardinality"] = "null" };
}
