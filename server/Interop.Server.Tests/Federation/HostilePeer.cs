using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>A provider with keys of its own that signs whatever a test wants signed: as a follower it submits, as a hub it places.</summary>
internal sealed class HostilePeer : IAsyncDisposable
{
    private readonly PeerWorld world;
    private readonly JsonWebKey[] published;

    private HostilePeer(PeerWorld world)
    {
        this.world = world;
        published = [EventKey.PublicJwk(FakePeer.Ago(3600)), HubKey.PublicJwk(FakePeer.Ago(3600))];
    }

    public SigningKey EventKey { get; } = SigningKey.Create(KeyPurposes.Event);

    public SigningKey HubKey { get; } = SigningKey.Create(KeyPurposes.Hub);

    /// <summary>What it answers: path and body in, status and body out. Signed in any case.</summary>
    public Func<string, byte[], (int Status, byte[] Body)> Reply { get; set; } = (_, _) => (404, "{}"u8.ToArray());

    public static UserId User(string local) => UserId.Of(FakePeer.Name, local);

    public static async Task<HostilePeer> OpenAsync(PeerWorld world)
    {
        var peer = new HostilePeer(world);
        world.Peer.Keys.AddRange(peer.published);
        world.Peer.Answer = peer.AnswerAsync;
        Assert.Equal(200, (await world.RefreshAsync()).Status);
        return peer;
    }

    /// <summary>An event as an honest provider would sign it, of its own user.</summary>
    public Forged Write(RoomId room, UserId sender, string type, JsonElement content, JsonElement? state = null, Relation? relates = null)
    {
        var body = new EventBody { Salt = EventIdentity.NewSalt(), Content = content };
        Assert.True(Base64UrlText.TryDecode(body.Salt, EventIdentity.SaltOctets, out var salt));
        return Sign(
            new EventHeader
            {
                Type = type, Room = room, Sender = sender, Origin = FakePeer.Name, Created = FakePeer.Ago(1), Persona = "work", State = state, Relates = relates,
                ContentDigest = Base64UrlText.Of(EventIdentity.ContentDigest(salt, EventIdentity.CanonicalContent(content, null))),
            },
            body);
    }

    public Forged Say(RoomId room, string text, string sender = "mallory") => Write(room, User(sender), EventTypes.Message, Actor.Words(text));

    public Forged Member(RoomId room, UserId target, string change, string sender = "mallory") =>
        Write(room, User(sender), EventTypes.Membership, JsonSerializer.SerializeToElement(new object()), Actor.Membership(room, target, change).State);

    public Forged Sign(EventHeader header, EventBody? body, SigningKey? key = null)
    {
        var id = EventIdentity.Of(header);
        var signed = BatchSigner.Sign(key ?? EventKey, [id.Digest()]).Batch;
        return new Forged(new FederatedEvent { Id = id, Header = header, Body = body, Signature = new BatchProof(0, 0, []) }, signed);
    }

    /// <summary>The result of each event, or of the transaction as a whole.</summary>
    public async Task<string[]> CodesAsync(string way, params Forged[] events) => await CodesAsync(way, Forged.Pack(events));

    public async Task<string[]> CodesAsync(string way, FederationTransaction transaction)
    {
        var (_, body) = await PostAsync(way, JsonSerializer.SerializeToUtf8Bytes(transaction, OcipJson.Default.FederationTransaction));
        return body.TryGetProperty("results", out var results) ? [.. results.EnumerateArray().Select(r => r.GetProperty("code").GetString()!)] : [body.GetProperty("code").GetString()!];
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string endpoint, byte[] body)
    {
        var answer = await FakePeer.SendAsync(world.Peer.Sign("POST", Url(endpoint), body), body, world.Two.AcmePort, world.Two.Certificates);
        return (answer.Status, answer.Body);
    }

    public async Task<(int Status, JsonElement Body)> GetAsync(string endpoint)
    {
        var answer = await FakePeer.SendAsync(world.Peer.Sign("GET", Url(endpoint), null), null, world.Two.AcmePort, world.Two.Certificates);
        return (answer.Status, answer.Body);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var key in published)
            world.Peer.Keys.Remove(key);
        world.Peer.Answer = context => context.Response.WriteAsync("{}");
        EventKey.Dispose();
        HubKey.Dispose();
        await world.RefreshAsync();
    }

    private static string Url(string endpoint) => $"https://acme.example/ocip/v1/federation/{endpoint}";

    private async Task AnswerAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var (status, body) = Reply(context.Request.Path.Value!["/federation/".Length..], buffer.ToArray());
        var asked = new HttpMessage
        {
            Method = context.Request.Method, TargetUri = $"https://{FakePeer.Name}{context.Request.Path}{context.Request.QueryString}", HasBody = buffer.Length > 0,
            Fields = context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal),
        };
        // An answer without a body has the digest of no octets.
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { [MessageSignature.OriginField] = FakePeer.Name.Value, [ContentDigest.Name] = ContentDigest.Of(body) };
        if (body.Length > 0)
            fields["content-type"] = "application/json";
        var signature = MessageSignature.Sign(new HttpMessage { Status = status, Fields = fields, Request = asked, HasBody = body.Length > 0 }, world.Peer.RequestKey, TimeProvider.System.GetUtcNow());
        context.Response.StatusCode = status;
        foreach (var (name, value) in fields)
            context.Response.Headers[name] = value;
        context.Response.Headers[SignatureFields.InputName] = signature.Input;
        context.Response.Headers[SignatureFields.SignatureName] = signature.Signature;
        await context.Response.Body.WriteAsync(body);
    }
}
