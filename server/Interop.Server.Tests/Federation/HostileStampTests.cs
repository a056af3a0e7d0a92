using System.Security.Cryptography;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Directories;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>A provider whose directory requires a proxy, and whose events come without its word (spec 06, 07).</summary>
[Collection(HostileWorld.Name)]
public sealed class HostileStampTests(PeerWorld world) : HostileCase(world)
{
    private static readonly ProxyId Proxy = ProxyId.Of(FakePeer.Name, "gate");

    [Fact]
    public async Task RequiredStamp_ThatIsNotRight_KeepsTheEventFromEverybody()
    {
        using var key = SigningKey.Create(KeyPurposes.Stamp);
        using var stranger = SigningKey.Create(KeyPurposes.Stamp);
        using var revoked = SigningKey.Create(KeyPurposes.Stamp);
        await RequiringAsync([Jwk(key), Jwk(revoked) with { Revoked = FakePeer.Ago(60) }], async () =>
        {
            var bob = await Acme.PersonAsync(Fresh("bob"));
            var his = bob.Listen();
            var room = new HostileRoom(Peer);
            Assert.Equal(["2.0.0"], await room.TellAsync(room.Place(Stamped(Peer.Member(room.Id, bob.User, "join"), key))));
            Func<Forged, Forged>[] lies =
            [
                f => f,
                f => Stamped(f, stranger),
                f => Stamped(f, revoked),
                f => Stamped(f, Peer.EventKey),
                f => Stamped(f, key, s => s with { Event = Peer.Say(room.Id, "other").Id }),
                f => Stamped(f, key, s => s with { Receipt = s.Receipt with { Event = Peer.Say(room.Id, "other").Id } }),
                f => Stamped(f, key, s => s with { At = FakePeer.Ago(8 * 24 * 3600) }),
                f => Stamped(f, key, s => s with { At = FakePeer.Ago(-600) }),
                f => Stamped(f, key, s => s with { Bypass = "the proxy did not answer" }),
                f => Stamped(f, key, s => s with { Code = "5.1.0" }),
                f => Stamped(f, key, s => s with { Direction = Stamp.Ingress }),
                f => Stamped(f, key, s => s with { Proxy = ProxyId.Of(FakePeer.Name, "other") }),
                f => Altered(Stamped(f, key)),
            ];
            foreach (var lie in lies)
                Assert.Equal(["5.5.7"], await room.TellAsync(room.Place(lie(Peer.Say(room.Id, "not let out")))));
            var withheld = Stamped(Peer.Say(room.Id, "not for bob"), key, s => s with { Recipients = [new RecipientResult(bob.User, "5.1.0")] });
            Assert.Equal(["2.0.0"], await room.TellAsync(room.Place(withheld)));
            Assert.Equal(["2.0.0"], await room.TellAsync(room.Place(Stamped(Peer.Say(room.Id, "not for bob now"), key, s => s with { Recipients = [new RecipientResult(bob.User, "2.1.1", FakePeer.Ago(-3600))] }))));
            Assert.Equal(["2.0.0"], await room.TellAsync(room.Place(Stamped(Peer.Say(room.Id, "let out"), key))));
            await his.UntilTextAsync("let out");
            Assert.Equal(["let out"], his.Texts);
            Assert.Empty(his.Faults);
            var audit = await World.AuditAsync();
            Assert.Equal(lies.Length, audit.OfKind("event").Count(r => r.Body is null && r.Record.GetProperty("header").GetProperty("room").GetString() == room.Id.Value));
            Assert.NotNull(audit.Events[withheld.Id.Value].Body);
        });
    }

    private static JsonWebKey Jwk(SigningKey key) => key.PublicJwk(FakePeer.Ago(3600)) with { Proxy = Proxy };

    private static Forged Altered(Forged forged) =>
        forged with { Stamps = [(forged.Stamps[0].Stamp with { PolicyDigest = Base64UrlText.Of(new byte[32]) }, forged.Stamps[0].Batch)] };

    private static Forged Stamped(Forged forged, SigningKey key, Func<Stamp, Stamp>? lie = null)
    {
        var digest = Base64UrlText.Of(SHA256.HashData("record"u8));
        var stamp = new Stamp
        {
            Proxy = Proxy, Event = forged.Id, Direction = Stamp.Egress, Code = "2.0.0", PolicyDigest = digest, At = FakePeer.Ago(1),
            Receipt = new ArchiveReceipt { Event = forged.Id, Log = "initech.example/archive", Index = 1, TreeSize = 2, RecordDigest = digest, ArchivedAt = FakePeer.Ago(1) },
        };
        stamp = lie is null ? stamp : lie(stamp);
        return forged with { Stamps = [(stamp, BatchSigner.Sign(key, [StampDigest.Of(stamp)]).Batch)] };
    }

    private async Task RequiringAsync(JsonWebKey[] keys, Func<Task> then)
    {
        World.Peer.Change = d => d with
        {
            Compliance = d.Compliance with { Proxies = [new ProxyEntry { Id = Proxy, Keys = keys, Functions = [ProxyEntry.Egress], Required = true, FailurePolicy = "closed" }] },
        };
        try
        {
            await World.WithKeysAsync([], then);
        }
        finally
        {
            World.Peer.Change = d => d;
        }
    }
}
