using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>The examples between providers are genuine: every id, digest, proof and signature is good by the keys of JsonWebKeySet.globex.json.</summary>
public sealed class FederationExampleTests
{
    private static readonly Dictionary<string, VerificationKey> Keys = Read<JsonWebKeySet>("JsonWebKeySet.globex").Keys.ToDictionary(key => key.Kid, VerificationKey.From, StringComparer.Ordinal);

    [Theory]
    [InlineData("FederationTransaction")]
    [InlineData("FederationTransaction.fanout")]
    public void Transaction_ProvesWhatItCarries(string name)
    {
        var transaction = Read<FederationTransaction>(name);
        Assert.All(transaction.Events, ev => AssertGenuine(ev, transaction.Batches));
    }

    [Fact]
    public void Backfill_IsAChainOfSignedPlaces()
    {
        var backfill = Read<Backfill>("Backfill");
        Assert.All(backfill.Events, ev => AssertGenuine(ev, backfill.Batches));
        var (first, second) = (backfill.Events[0], backfill.Events[1]);
        Assert.Equal(second.Hub!.Previous, Base64UrlText.Of(EventIdentity.HubEntryHash(first.Header.Room, first.Id, first.Hub!)));
        Assert.Equal(first.Hub!.Previous, Read<RoomState>("RoomState").Hash);
    }

    [Fact]
    public void HeadsAndHandOver_AreSignedByTheHub()
    {
        var exchange = Read<HeadExchange>("HeadExchange");
        var head = exchange.Heads[0];
        Assert.True(Proves(exchange.Batches, head.Signature, EventIdentity.HubEntryHash(head.Room, head.Event, head.Entry), KeyPurposes.Hub));
        var handOver = CanonicalJson.Of(JsonSerializer.SerializeToElement(Read<HandOver>("HandOver"), OcipJson.Default.HandOver));
        Assert.True(DetachedJws.Verify(Read<HandOverAccepted>("HandOverAccepted").Signature, handOver, Keys.GetValueOrDefault, KeyPurposes.Hub));
    }

    [Fact]
    public void Evaluation_HasAStampWithItsReceipt_OfTheRecord()
    {
        var response = Read<EvaluateResponse>("EvaluateResponse");
        var result = response.Results[0];
        Assert.True(Proves(response.Batches, result.Proof!, StampDigest.Of(result.Stamp!), KeyPurposes.Stamp));
        Assert.True(Proves(response.Batches, result.ReceiptProof!, BatchSigner.ReceiptDigest(result.Stamp!.Receipt), KeyPurposes.Receipt));
        Assert.Equal(result.Stamp.PolicyDigest, StampDigest.OfPolicies(result.Evaluated!));
        var record = Read<ArchiveRecord>("ArchiveRecord.egress").Record;
        Assert.Equal(result.Stamp.Receipt.RecordDigest, Base64UrlText.Of(MerkleTree.LeafHash(CanonicalJson.Of(record))));
    }

    private static void AssertGenuine(FederatedEvent ev, SignedBatch[] batches)
    {
        Assert.Equal(ev.Id, EventIdentity.Of(ev.Header));
        Assert.True(EventIdentity.BodyMatches(ev.Header, ev.Body!));
        Assert.True(Proves(batches, ev.Signature, ev.Id.Digest(), KeyPurposes.Event));
        Assert.All(ev.Stamps, stamped => Assert.True(stamped.Stamp.Event == ev.Id && Proves(batches, stamped.Proof, StampDigest.Of(stamped.Stamp), KeyPurposes.Stamp)));
        Assert.Equal(ev.Hub is null, ev.HubSignature is null);
        Assert.True(ev.Hub is null || Proves(batches, ev.HubSignature!, EventIdentity.HubEntryHash(ev.Header.Room, ev.Id, ev.Hub), KeyPurposes.Hub));
    }

    private static bool Proves(SignedBatch[] batches, BatchProof proof, byte[] entry, string purpose) =>
        BatchSigner.Verify(batches[proof.Batch], entry, proof.Index, [.. proof.Path.Select(hash => Base64UrlText.TryDecode(hash, 32, out var octets) ? octets : [])], Keys.GetValueOrDefault, purpose);

    private static T Read<T>(string name) =>
        (T)JsonSerializer.Deserialize(File.ReadAllBytes(ExampleTests.PathOf($"{name}.json")), OcipJson.Default.GetTypeInfo(typeof(T))!)!;
}
