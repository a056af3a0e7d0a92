using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Microsoft.AspNetCore.Http;

namespace Interop.Server.Tests.Evidence;

/// <summary>The hub of one room that says to each follower what a test tells it: the told peer with keys for events and places.</summary>
internal sealed class ToldHub
{
    private readonly FakePeer peer;
    private readonly TwoProviders two;
    private readonly Dictionary<string, Func<HttpContext, byte[], (int Status, byte[] Body)>> answers = new(StringComparer.Ordinal);

    public ToldHub(FakePeer peer, TwoProviders two)
    {
        (this.peer, this.two) = (peer, two);
        Publish(EventKey);
        Publish(HubKey);
        Publish(CheckpointKey);
        peer.Answer = AnswerAsync;
        answers["state"] = (context, _) => (200, JsonSerializer.SerializeToUtf8Bytes(StateBefore(long.Parse(context.Request.Query["before"]!)), OcipJson.Default.RoomState));
        answers["heads"] = (_, _) => (200, "{\"batches\":[],\"heads\":[]}"u8.ToArray());
    }

    public SigningKey EventKey { get; } = SigningKey.Create(KeyPurposes.Event);

    public SigningKey HubKey { get; } = SigningKey.Create(KeyPurposes.Hub);

    public SigningKey CheckpointKey { get; } = SigningKey.Create(KeyPurposes.Checkpoint);

    public RoomId Room { get; } = RoomId.Of(FakePeer.Name, Guid.CreateVersion7());

    public UserId Ida { get; } = UserId.Parse($"ocip://{FakePeer.Name}/u/ida");

    /// <summary>The people of the room, in the order in which they joined.</summary>
    public List<UserId> People { get; } = [];

    /// <summary>Entries in order; of a fork, the branch that is gone on with.</summary>
    public List<PlacedEvent> Entries { get; } = [];

    /// <summary>Answers a request whose path ends in this word.</summary>
    public void On(string word, Func<byte[], (int Status, byte[] Body)> answer) => answers[word] = (_, body) => answer(body);

    /// <summary>The next entry: somebody joins.</summary>
    public PlacedEvent Join(UserId user)
    {
        People.Add(user);
        var state = JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["target"] = user.Value, ["membership"] = "join", ["role"] = user == Ida ? "admin" : "member" });
        return Add(EventTypes.Membership, JsonSerializer.SerializeToElement(new object()), state, Previous());
    }

    /// <summary>The next entry: Ida says something.</summary>
    public PlacedEvent Say(string text) => Add(EventTypes.Message, JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent), null, Previous());

    /// <summary>Another entry for the last place: the same story so far, told otherwise.</summary>
    public PlacedEvent SayInstead(string text)
    {
        var replaced = Entries[^1];
        Entries.RemoveAt(Entries.Count - 1);
        var other = Say(text);
        Entries[^1] = replaced;
        return other;
    }

    /// <summary>Fans events out to a server.</summary>
    public Task<(int Status, JsonElement Body)> TellAsync(Scene scene, params PlacedEvent[] events) => TellAsync(scene, null, events);

    /// <summary>Fans events out to a server, with what the hub says are the heads.</summary>
    public Task<(int Status, JsonElement Body)> TellAsync(Scene scene, RoomHeadClaim[]? heads, params PlacedEvent[] events)
    {
        var transaction = new FederationTransaction
        {
            Transaction = TransactionId.Create(TimeProvider.System), Batches = [.. events.SelectMany(e => e.Batches)], Events = [.. events.Select((e, n) => e.ToEvent(2 * n))], Heads = heads,
        };
        return PostAsync(scene, "fanout", JsonSerializer.SerializeToUtf8Bytes(transaction, OcipJson.Default.FederationTransaction));
    }

    /// <summary>Any request of this peer.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(Scene scene, string what, byte[] body)
    {
        var (name, port) = scene == two.Acme ? (TwoProviders.AcmeName, two.AcmePort) : (TwoProviders.GlobexName, two.GlobexPort);
        var message = peer.Sign("POST", $"https://{name}/ocip/v1/federation/{what}", body);
        var answer = await FakePeer.SendAsync(message, body, port, two.Certificates);
        return (answer.Status, answer.Body);
    }

    /// <summary>The code of the n-th result of a transaction.</summary>
    public static string CodeOf((int Status, JsonElement Body) answer, int n = 0) =>
        answer.Status == 200 ? answer.Body.GetProperty("results")[n].GetProperty("code").GetString()! : $"{answer.Status} {answer.Body}";

    private void Publish(SigningKey key) => peer.Keys.Add(key.PublicJwk(FakePeer.Ago(3600)));

    private string Previous() => Entries.Count == 0 ? EventIdentity.NoPrevious : Entries[^1].Hash;

    private PlacedEvent Add(string type, JsonElement content, JsonElement? state, string previous)
    {
        var salt = EventIdentity.NewSalt();
        var now = FakePeer.Ago(0);
        var header = new EventHeader
        {
            Type = type, Room = Room, Sender = Ida, Origin = FakePeer.Name, Created = now, Persona = "work", State = state,
            ContentDigest = Base64UrlText.Of(EventIdentity.ContentDigest(Decode(salt), EventIdentity.CanonicalContent(content, null))),
        };
        var entry = new PlacedEvent(header, new EventBody { Salt = salt, Content = content }, new HubEntry(Entries.Count + 1, previous, now), EventKey, HubKey);
        Entries.Add(entry);
        return entry;
    }

    private RoomState StateBefore(long seq) => new()
    {
        Room = Room, Hub = FakePeer.Name, Kind = "group", Portals = [], Seq = seq - 1, Hash = seq == 1 ? EventIdentity.NoPrevious : Entries[(int)seq - 2].Hash,
        Participants = [.. People.Where((_, n) => n < seq - 1).Select(p => new ParticipantView(p, p.Short, "work", null, p == Ida ? "admin" : "member"))],
    };

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var word = context.Request.Path.Value!.Split('/')[^1];
        var (status, octets) = answers.TryGetValue(word, out var answer) ? answer(context, body.ToArray()) : (404, "{}"u8.ToArray());
        var request = new HttpMessage
        {
            Method = context.Request.Method, TargetUri = $"https://{context.Request.Host.Value}{context.Request.Path}{context.Request.QueryString}", HasBody = body.Length > 0,
            Fields = context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(", ", h.Value.ToArray()), StringComparer.Ordinal),
        };
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = "application/json", [ContentDigest.Name] = ContentDigest.Of(octets) };
        var signature = MessageSignature.Sign(new HttpMessage { Status = status, Fields = fields, Request = request, HasBody = true }, peer.RequestKey, TimeProvider.System.GetUtcNow());
        context.Response.StatusCode = status;
        foreach (var (name, value) in fields.Append(new(SignatureFields.InputName, signature.Input)).Append(new(SignatureFields.SignatureName, signature.Signature)))
            context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(octets);
    }

    private static byte[] Decode(string salt) => Base64UrlText.TryDecode(salt, EventIdentity.SaltOctets, out var octets) ? octets : throw new FormatException(salt);
}
