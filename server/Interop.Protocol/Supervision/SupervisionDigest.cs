using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.Supervision;

/// <summary>What a notice's digest is of: the declaration with all its texts, so that who acknowledges it has acknowledged no other (spec 07).</summary>
public static class SupervisionDigest
{
    /// <summary>base64url(SHA-256(JCS({by, legalBasis, mode, purpose, scope, texts, url?, version}))).</summary>
    /// <param name="declaration">With texts; its own digest and since do not matter.</param>
    public static string Of(SupervisionDeclaration declaration)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        var notice = declaration.Notice;
        var said = new JsonObject
        {
            ["by"] = declaration.By.Value,
            ["legalBasis"] = declaration.LegalBasis,
            ["mode"] = declaration.Mode,
            ["purpose"] = declaration.Purpose,
            ["scope"] = declaration.Scope,
            ["texts"] = new JsonObject((notice.Texts ?? []).Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
            ["version"] = notice.Version,
        };
        if (notice.Url is not null)
            said["url"] = notice.Url;
        return Base64UrlText.Of(SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(said, OcipJson.Default.JsonObject))));
    }
}
