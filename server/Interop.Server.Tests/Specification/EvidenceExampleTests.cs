using System.Text.Json;
using Interop.Client.Receipts;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Protocol;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>The examples are genuine: whoever computes along finds every digest, proof and signature good.</summary>
public sealed class EvidenceExampleTests
{
    private const string Log = "acme.example/archive";
    private static readonly JsonWebKeySet Keys = Read<JsonWebKeySet>("JsonWebKeySet.json");

    [Theory]
    [InlineData("SyncFrame.client.json")]
    [InlineData("SyncFrame.bridge.json")]
    public void Frame_ProvesWhatItDelivers(string name)
    {
        var frame = Read<SyncFrame>(name);
        var verifier = new ReceiptVerifier(Keys, Log);
        Assert.Contains(frame.Items, item => item.Kind == SyncItem.KindEvent);
        Assert.All(frame.Items.Where(item => item.Kind == SyncItem.KindEvent), item => Assert.True(verifier.TryVerify(frame, item, out var fault), fault));
    }

    [Fact]
    public void Records_HaveTheDigestsThatTheyName()
    {
        foreach (var file in Directory.GetFiles(ExampleTests.PathOf(""), "ArchiveRecord.*.json"))
        {
            var record = Read<ArchiveRecord>(Path.GetFileName(file));
            if (record.LeafHash is not null)
                continue;
            var part = record.Record;
            if (part.TryGetProperty("header", out var header))
                Assert.Equal(part.GetProperty("event").GetString(), EventIdentity.Of(header.Deserialize(OcipJson.Default.EventHeader)!).Value);
            var promised = (header.ValueKind == JsonValueKind.Object ? header : part).TryGetProperty("contentDigest", out var digest) ? digest.GetString() : null;
            if (record.Body is { } body)
                Assert.Equal(promised, Digest(body));
        }
    }

    [Fact]
    public void HubEntry_NamesTheOneBefore()
    {
        var before = Read<OcipEvent>("OcipEvent.json");
        var after = Read<OcipEvent>("OcipEvent.next.json");
        Assert.Equal(before.Hub.Seq + 1, after.Hub.Seq);
        Assert.Equal(after.Hub.Previous, Base64UrlText.Of(EventIdentity.HubEntryHash(before.Header.Room, before.Id, before.Hub)));
    }

    [Fact]
    public void Proofs_LeadToTheCheckpoint()
    {
        var key = VerificationKey.From(Keys.Keys.Single(k => k.Purpose == KeyPurposes.Checkpoint));
        Assert.True(Checkpoint.TryVerify(File.ReadAllText(ExampleTests.PathOf("checkpoint.txt")), key, out var head));
        Assert.True(Checkpoint.TryVerify(File.ReadAllText(ExampleTests.PathOf("checkpoint.earlier.txt")), key, out var earlier));
        var inclusion = Read<InclusionProofView>("InclusionProofView.json");
        Assert.Equal(head.Size, inclusion.TreeSize);
        Assert.True(MerkleTree.VerifyInclusion(Octets(inclusion.LeafHash), inclusion.Index, inclusion.TreeSize, [.. inclusion.Path.Select(Octets)], head.Root));
        var record = Read<ArchiveRecord>("ArchiveRecord.event.json");
        Assert.Equal(record.Index, inclusion.Index);
        Assert.Equal(Octets(inclusion.LeafHash), MerkleTree.LeafHash(CanonicalJson.Of(record.Record)));
        var consistency = Read<ConsistencyProofView>("ConsistencyProofView.json");
        Assert.True(MerkleTree.VerifyConsistency(earlier.Size, head.Size, earlier.Root, head.Root, [.. consistency.Path.Select(Octets)]));
    }

    private static string Digest(EventBody body) =>
        Base64UrlText.Of(EventIdentity.ContentDigest(Octets(body.Salt), EventIdentity.CanonicalContent(body.Content, body.Provenance)));

    private static byte[] Octets(string text) => Base64UrlText.TryDecode(text, 32, out var octets) ? octets : throw new FormatException(text);

    private static T Read<T>(string name) =>
        (T)JsonSerializer.Deserialize(File.ReadAllBytes(ExampleTests.PathOf(name)), OcipJson.Default.GetTypeInfo(typeof(T))!)!;
}
