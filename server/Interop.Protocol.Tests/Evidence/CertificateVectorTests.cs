using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Protocol.Tests.Signatures;
using Xunit;

namespace Interop.Protocol.Tests.Evidence;

/// <summary>The certificate of the vectors passes the four steps of spec 09, and each bad one fails at the step that it names.</summary>
public sealed class CertificateVectorTests
{
    private static readonly JsonElement File = Vectors.Load("certificates");

    [Fact]
    public void Certificate_IsGood() => Assert.Null(FailsAt(File.GetProperty("certificate")));

    [Fact]
    public void BadCertificates_FailAtTheirStep()
    {
        foreach (var bad in File.GetProperty("bad").EnumerateArray())
            Assert.Equal((bad.Text("why"), bad.GetProperty("step").GetInt32()), (bad.Text("why"), FailsAt(Patched(bad.GetProperty("patch")))));
    }

    private static int? FailsAt(JsonElement certificate)
    {
        var (done, begun) = (certificate.GetProperty("record").GetProperty("record"), certificate.GetProperty("begun").GetProperty("record"));
        if (done.Text("certificate") != begun.Text("certificate") || begun.Text("state") != "begun" || done.Text("state") != "done"
            || done.GetProperty("begun").GetInt64() != begun.GetProperty("index").GetInt64())
            return 1;
        var leaf = MerkleTree.LeafHash(CanonicalJson.Of(done));
        var batch = certificate.GetProperty("batch").Deserialize(OcipJson.Default.SignedBatch)!;
        var proof = certificate.GetProperty("proof").Deserialize(OcipJson.Default.BatchProof)!;
        if (!BatchSigner.Verify(batch, leaf, proof.Index, [.. proof.Path.Select(Octets)], TestKeys.Ring(Key(KeyPurposes.Receipt)), KeyPurposes.Receipt))
            return 2;
        var inclusion = certificate.GetProperty("inclusion");
        if (!Checkpoint.TryVerify(certificate.Text("checkpoint"), Key(KeyPurposes.Checkpoint), out var checkpoint)
            || checkpoint.Size != inclusion.GetProperty("treeSize").GetInt64()
            || !MerkleTree.VerifyInclusion(leaf, done.GetProperty("index").GetInt64(), checkpoint.Size, [.. inclusion.GetProperty("path").EnumerateArray().Select(p => Octets(p.GetString()!))], checkpoint.Root))
            return 3;
        var ended = done.GetProperty("leaves").EnumerateArray().SelectMany(range => Between(range[0].GetInt32(), range[1].GetInt32())).ToArray();
        return ended.Length == done.GetProperty("count").GetInt64() && Base64UrlText.Of(MerkleTree.Root(ended)) == done.Text("root") ? null : 4;
    }

    private static IEnumerable<byte[]> Between(int first, int last) =>
        File.GetProperty("records").EnumerateArray().Skip(first).Take(last - first + 1).Select(record => MerkleTree.LeafHash(CanonicalJson.Of(record)));

    private static VerificationKey Key(string purpose) => TestKeys.Of(File.GetProperty("keys").EnumerateArray().Single(key => key.Text("purpose") == purpose), purpose);

    private static byte[] Octets(string text) => Base64UrlText.TryDecode(text, 32, out var octets) ? octets : [];

    /// <summary>The certificate with one member replaced.</summary>
    private static JsonElement Patched(JsonElement patch)
    {
        var certificate = JsonNode.Parse(File.GetProperty("certificate").GetRawText())!;
        var change = patch.EnumerateArray().Single();
        var names = change.Text("path").Split('/')[1..];
        var at = names[..^1].Aggregate(certificate, (node, name) => node[name]!);
        var value = JsonNode.Parse(change.GetProperty("value").GetRawText());
        if (at is JsonArray list)
            list[int.Parse(names[^1])] = value;
        else
            at[names[^1]] = value;
        return JsonDocument.Parse(certificate.ToJsonString()).RootElement;
    }
}
