using System.Text.Json;
using Interop.Client.Receipts;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Xunit;

namespace Interop.Server.Tests.Client;

public sealed class ReceiptVerifierTests
{
    private const string Log = "acme.example/archive";
    private const string At = "2026-03-01T10:00:00.000Z";
    private static readonly SigningKey Key = SigningKey.Create(KeyPurposes.Receipt);
    private static readonly JsonWebKeySet Pinned = new([Key.PublicJwk("2026-01-01T00:00:00.000Z")]);

    [Fact]
    public void GoodFrame_IsAccepted_WithOneSignatureCheckForTheBatch()
    {
        var verifier = new ReceiptVerifier(Pinned, Log);
        var frame = Frame(Key, 7);

        foreach (var item in frame.Items)
            Assert.True(verifier.TryVerify(frame, item, out var fault), fault);

        Assert.Equal(1, verifier.SignaturesVerified);
    }

    [Fact]
    public void ErasedBody_IsAccepted()
    {
        var frame = Frame(Key, 2);

        Assert.True(new ReceiptVerifier(Pinned).TryVerify(frame, frame.Items[0] with { Event = frame.Items[0].Event! with { Body = null } }, out _));
    }

    public static TheoryData<string, Func<SyncFrame, SyncFrame>> Wrong() => new()
    {
        { "no event, no receipt", f => First(f, i => i with { Receipt = null }) },
        { "digest of the header", f => First(f, i => i with { Event = i.Event! with { Header = i.Event.Header with { Created = "2026-03-01T09:00:00.000Z" } } }) },
        { "content is not", f => First(f, i => i with { Event = i.Event! with { Body = f.Items[1].Event!.Body } }) },
        { "for another event", f => First(f, i => i with { Receipt = f.Items[1].Receipt }) },
        { "of the log", f => First(f, i => i with { Receipt = i.Receipt! with { Log = "other.example/archive" } }) },
        { "does not fit", f => First(f, i => i with { Receipt = i.Receipt! with { Index = 9 } }) },
        { "proof does not lead", f => First(f, i => i with { Receipt = i.Receipt! with { ArchivedAt = "2026-03-01T09:00:00.000Z" } }) },
        { "proof does not lead", f => First(f, i => i with { Proof = i.Proof! with { Index = 1 } }) },
        { "proof does not lead", f => First(f, i => i with { Proof = i.Proof! with { Path = ["AA"] } }) },
        { "does not have", f => First(f, i => i with { Proof = i.Proof! with { Batch = 1 } }) },
        { "not signed over receipts", f => f with { Batches = [f.Batches[0] with { Purpose = "event" }] } },
        { "not signed by a pinned key", f => f with { Batches = [f.Batches[0] with { Signature = Frame(SigningKey.Create(KeyPurposes.Receipt), 3).Batches[0].Signature }] } },
        { "not signed by a pinned key", _ => Frame(SigningKey.Create(KeyPurposes.Receipt), 3) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WrongItem_IsRefusedWithTheReason(string reason, Func<SyncFrame, SyncFrame> tamper)
    {
        var frame = tamper(Frame(Key, 3));

        Assert.False(new ReceiptVerifier(Pinned, Log).TryVerify(frame, frame.Items[0], out var fault));
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyThatWasNotInUseThen_IsRefused()
    {
        var frame = Frame(Key, 1);
        var later = new JsonWebKeySet([Key.PublicJwk("2026-04-01T00:00:00.000Z")]);

        Assert.False(new ReceiptVerifier(later).TryVerify(frame, frame.Items[0], out _));
    }

    private static SyncFrame First(SyncFrame frame, Func<SyncItem, SyncItem> change) => frame with { Items = [change(frame.Items[0]), .. frame.Items[1..]] };

    private static SyncFrame Frame(SigningKey key, int count)
    {
        var items = Enumerable.Range(0, count).Select(n => Item(n, count)).ToArray();
        var (batch, leaves) = BatchSigner.Sign(key, [.. items.Select(item => BatchSigner.ReceiptDigest(item.Receipt!))]);
        var paths = MerkleTree.InclusionPaths(leaves);
        return new(count, [batch], [.. items.Select((item, n) => item with { Proof = new(0, n, [.. paths[n].Select(hash => Base64UrlText.Of(hash))]) })]);
    }

    private static SyncItem Item(int n, int count)
    {
        var content = JsonSerializer.SerializeToElement(MessageText.Of($"text {n}"), OcipJson.Default.MessageContent);
        var salt = EventIdentity.NewSalt();
        Base64UrlText.TryDecode(salt, EventIdentity.SaltOctets, out var saltOctets);
        var header = new EventHeader
        {
            Type = EventTypes.Message, Room = ScriptedServer.RoomA, Sender = UserId.Parse("ocip://acme.example/u/alice"),
            Origin = ProviderName.Parse("acme.example"), Created = At,
            ContentDigest = Base64UrlText.Of(EventIdentity.ContentDigest(saltOctets, EventIdentity.CanonicalContent(content, null))),
        };
        var id = EventIdentity.Of(header);
        return new SyncItem
        {
            Position = n, Kind = SyncItem.KindEvent,
            Event = new OcipEvent
            {
                Id = id, Header = header, Body = new EventBody { Salt = salt, Content = content }, Hub = new HubEntry(n + 1, EventIdentity.NoPrevious, At),
            },
            Receipt = new ArchiveReceipt { Event = id, Log = Log, Index = n, TreeSize = count, RecordDigest = EventIdentity.NoPrevious, ArchivedAt = At },
        };
    }
}
