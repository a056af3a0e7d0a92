using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.Tests.Sealing;

/// <summary>What a server without keys finds wrong in sealed content (spec 12), by the room that the vectors describe.</summary>
internal sealed class SealedServer(JsonElement vectors)
{
    private static readonly string[] Members = ["ciphertext", "iv", "protected", "recipients", "tag"];

    /// <summary>The code of the first check that fails, or null.</summary>
    public string? Check(JsonElement jwe)
    {
        if (!HasForm(jwe))
            return "5.6.0";
        var binding = Binding(jwe);
        var kids = jwe.GetProperty("recipients").EnumerateArray().Select(KidOf).Order(StringComparer.Ordinal).ToArray();
        if (binding.Text("room") != vectors.Text("room") || kids.Distinct().Count() != kids.Length || binding.Text("rcp") != Digest(kids))
            return "5.6.0";
        if (binding.GetProperty("version").GetInt64() != vectors.GetProperty("version").GetInt64() || binding.GetProperty("at").GetInt64() < vectors.GetProperty("lastChange").GetInt64())
            return "5.6.2";
        var archives = Kids("archives");
        if (!binding.GetProperty("to").EnumerateArray().Select(kid => kid.GetString()!).SequenceEqual(archives) || archives.Except(kids).Any())
            return "5.6.1";
        return kids.Except(archives).SequenceEqual(Kids("devices")) ? null : "5.6.0";
    }

    public static JsonElement Binding(JsonElement jwe) => JsonDocument.Parse(Base64Url.DecodeFromChars(jwe.Text("protected"))).RootElement.GetProperty("cmp");

    public static string KidOf(JsonElement recipient) => recipient.GetProperty("header").Text("kid");

    private string[] Kids(string list) => [.. vectors.GetProperty(list).EnumerateArray().Select(r => r.Text("kid")).Order(StringComparer.Ordinal)];

    private static bool HasForm(JsonElement jwe) =>
        jwe.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal).SequenceEqual(Members)
        && jwe.GetProperty("recipients").EnumerateArray().All(r => Base64Url.DecodeFromChars(r.Text("encrypted_key")).Length == 40 && IsOnCurve(r.GetProperty("header").GetProperty("epk")));

    private static bool IsOnCurve(JsonElement jwk)
    {
        try
        {
            ECDiffieHellman.Create(SealedVectorTests.Key(jwk)).Dispose();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Digest(string[] kids) => ArchiveWrap.Text(SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(kids, OcipJson.Default.StringArray))));
}
