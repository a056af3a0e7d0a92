using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Federation;
using Interop.Server.Tests.Peers;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>A provider that lies about files, gives none, gives others or gives without end; and one that asks for what is not for it.</summary>
[Collection(HostileWorld.Name)]
public sealed class LyingMediaTests(PeerWorld world) : HostileCase(world)
{
    private string? before;
    private Func<string, byte[], (int Status, byte[] Body)>? honestReply;

    [Fact]
    public async Task WrongOctets_AreThrownAway_AndTheEventWaitsForTheRightOnes()
    {
        var (bob, his, room) = await TrapAsync();
        var octets = Attached.Picture(50_000);
        var digest = Attached.DigestOf(octets);
        var said = room.Place(WithFile(room.Id, "with a file", octets));
        var after = room.Say("after it");
        foreach (var lie in new[] { Attached.Picture(50_000), octets[..^1], [.. octets, 1], "{}"u8.ToArray() })
        {
            Give(lie);
            // What comes later in the room waits with it, also in the same transaction.
            Assert.Equal(["4.3.1", "4.3.1"], await room.TellAsync(said, after));
            await Pause.Ms(600);
        }
        Give(octets, status: 404);
        Assert.Equal(["4.3.1"], await room.TellAsync(said));
        Assert.Empty(his.Texts);
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, digest)).Code);
        Assert.Empty(Attached.FilesOf(Acme.Server, octets.Length));

        Give(octets);
        string[] codes = [];
        for (var tries = 0; tries < 60 && codes is not ["2.0.0", "2.0.0"]; tries++, await Pause.Ms(500))
            codes = await room.TellAsync(said, after);
        await his.UntilTextAsync("after it");
        Assert.Equal(["with a file", "after it"], his.Texts);
        Assert.Equal(octets, (await Attached.GetAsync(bob, digest)).Octets);
        Assert.Equal(1, (await World.AuditAsync()).OfKind("event").Count(r => r.Media?.Any(m => m.Digest == digest) == true));
    }

    [Fact]
    public async Task EndlessAndSlow_HoldUpTheirOwnRoomAlone()
    {
        var (_, his, room) = await TrapAsync();
        var honest = World.Peer.Answer;
        var (most, ended, goOn) = (0L, 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        foreach (var slow in new[] { false, true })
        {
            World.Peer.Answer = context => context.Request.Path.Value!.Contains("/media/", StringComparison.Ordinal) ? PourAsync(context, slow) : honest(context);
            var said = room.At(WithFile(room.Id, "never", Attached.Picture(60_000)), room.Next);
            Assert.Equal(["4.3.1"], await room.TellAsync(said));
            // Whoever asked for the slow file still waits for its first octet: the transaction has not.
            Assert.True(!slow || Volatile.Read(ref ended) == 0, "a transaction waited for a slow file");
        }
        goOn.SetResult();
        // Nothing of it was taken: it had signatures that nobody reads, and more octets than were announced.
        Assert.True(Interlocked.Read(ref most) < 50_000_000, $"{most} octets were taken of a file of 60,000");
        Assert.Empty(his.Texts);
        World.Peer.Answer = honest;
        await GoesOnAsync(room, his);

        async Task PourAsync(HttpContext context, bool slowly)
        {
            var chunk = new byte[65536];
            try
            {
                if (slowly)
                    await goOn.Task.WaitAsync(context.RequestAborted);
                for (var given = 0L; given < 5_000_000_000 && !context.RequestAborted.IsCancellationRequested; Interlocked.Exchange(ref most, Math.Max(most, given)))
                {
                    await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    given += chunk.Length;
                    // Writes to a connection that has ended are taken for a moment longer, and count for nothing.
                    await Pause.Ms(5);
                }
            }
            catch (OperationCanceledException)
            {
                if (slowly)
                    Interlocked.Increment(ref ended);
            }
        }
    }

    [Fact]
    public async Task FileThatCannotBeTaken_IsKeptBack_AndTheRoomGoesOn()
    {
        var (_, his, room) = await TrapAsync();
        var huge = room.Place(WithFile(room.Id, "too large", Attached.Picture(), size: 1L << 40));
        Assert.Equal(["5.5.8"], await room.TellAsync(huge));
        var foreign = Part(Attached.Picture()) with { Url = MediaId.Of(TwoProviders.AcmeName, Attached.DigestOf("x"u8.ToArray())).Value, Digest = Attached.DigestOf("x"u8.ToArray()) };
        Assert.Equal(["5.5.0"], await room.TellAsync(room.Place(Peer.Write(room.Id, HostilePeer.User("mallory"), EventTypes.Message, Attached.Message(room.Id, "ours?", foreign).Content))));
        var audit = await GoesOnAsync(room, his);
        Assert.Null(audit.Events[huge.Id.Value].Body);
    }

    [Fact]
    public async Task Submitted_AnEventWaitsForItsFile_AndNoOtherProvidersFileCanBeNamed()
    {
        var (alice, room) = await RoomOfOursAsync();
        var hers = alice.Listen();
        var octets = Attached.Picture(3000);
        var said = WithFile(room, "look", octets);
        Peer.Reply = (_, _) => (404, "{}"u8.ToArray());
        Assert.Equal(["4.3.1"], await Peer.CodesAsync("submit", said));
        // Media that acme has are not mallory's to name.
        var (secret, _) = await Attached.SendAsync(alice, await Scene.RoomAsync(alice, await Acme.PersonAsync(Fresh("carol"))), Attached.Picture());
        var stolen = new ContentPart { Cardinality = "external", ContentType = "image/png", Url = MediaId.Of(FakePeer.Name, secret.Digest).Value, Size = secret.Size, Digest = secret.Digest };
        await Peer.CodesAsync("submit", Peer.Write(room, HostilePeer.User("mallory"), EventTypes.Message, Attached.Message(room, "mine", stolen).Content));
        Peer.Reply = (path, _) => path.StartsWith("media/", StringComparison.Ordinal) ? (200, octets) : (404, "{}"u8.ToArray());
        string[] codes = [];
        for (var tries = 0; tries < 60 && codes is not [['2', ..]]; tries++, await Pause.Ms(300))
            codes = await Peer.CodesAsync("submit", said);
        await hers.UntilTextAsync("look");
        Assert.Equal(octets, (await Attached.GetAsync(alice, Attached.DigestOf(octets))).Octets);
    }

    [Fact]
    public async Task Peer_IsGivenWhatWasSentToIt_AndNothingElse()
    {
        var (alice, room) = await RoomOfOursAsync(before: true);
        var (sent, _) = await Attached.SendAsync(alice, room, Attached.Picture(), "for all");
        var (elsewhere, _) = await Attached.SendAsync(alice, await Scene.RoomAsync(alice, await Acme.PersonAsync(Fresh("carol"))), Attached.Picture());
        var unused = await Attached.PutInAsync(alice, Attached.Picture());
        Assert.Equal(200, (await GetAsync(sent.Digest)).Status);
        Assert.Equal(Attached.DigestOf((await GetAsync(sent.Digest)).Octets), sent.Digest);
        foreach (var other in new[] { before!, elsewhere.Digest, unused.Digest, Attached.DigestOf("nothing"u8.ToArray()), "..%2F..%2Focip.db", new string('A', 44) })
            Assert.Equal(404, (await GetAsync(other)).Status);
        // Without a signature nobody is told anything; without an agreement that covers files nobody is given any.
        using (var http = new RawHttp(Acme.Server.Address, null))
            Assert.Equal(401, (await http.GetAsync($"federation/media/{sent.Digest}")).Status);
        try
        {
            foreach (var (agreement, status) in new[] { (new Agreement { State = "limited", Features = ["rooms"] }, 404), (new Agreement { State = "suspended" }, 403) })
            {
                await TwoProviders.AgreeAsync(Acme, FakePeer.Name, agreement);
                Assert.Equal(status, (await GetAsync(sent.Digest)).Status);
            }
        }
        finally
        {
            await TwoProviders.AgreeAsync(Acme, FakePeer.Name, new Agreement { State = Agreement.Active });
        }
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Membership(room, HostilePeer.User("mallory"), "remove"))).Code);
        var (later, _) = await Attached.SendAsync(alice, room, Attached.Picture(), "without them");
        Assert.Equal(404, (await GetAsync(later.Digest)).Status);
        Assert.Equal(200, (await GetAsync(sent.Digest)).Status);
    }

    /// <summary>A room that acme orders, with mallory in it; perhaps with a file from before.</summary>
    private async Task<(Actor Alice, RoomId Room)> RoomOfOursAsync(bool before = false)
    {
        var alice = await Acme.PersonAsync(Fresh("alice"));
        Peer.Reply = (path, _) => path.StartsWith("users/", StringComparison.Ordinal)
            ? (200, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { user = HostilePeer.User("mallory").Value, displayName = "Mallory", persona = "work", consent = "granted" }))
            : (404, "{}"u8.ToArray());
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [], "Ours"))).Room;
        if (before)
            this.before = (await Attached.SendAsync(alice, room, Attached.Picture(), "before")).Media.Digest;
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Membership(room, HostilePeer.User("mallory"), "join"))).Code);
        return (alice, room);
    }

    private Forged WithFile(RoomId room, string text, byte[] octets, long? size = null) =>
        Peer.Write(room, HostilePeer.User("mallory"), EventTypes.Message, Attached.Message(room, text, Part(octets) with { Size = size ?? octets.Length }).Content);

    private static ContentPart Part(byte[] octets) => new()
    {
        Cardinality = "external", ContentType = "image/png", Url = MediaId.Of(FakePeer.Name, Attached.DigestOf(octets)).Value, Size = octets.Length, Digest = Attached.DigestOf(octets),
    };

    /// <summary>From now on these are what it gives, whatever it is asked for.</summary>
    private void Give(byte[] octets, int status = 200)
    {
        var honest = honestReply ??= Peer.Reply;
        Peer.Reply = (path, body) => path.StartsWith("media/", StringComparison.Ordinal) ? (status, octets) : honest(path, body);
    }

    private async Task<(int Status, byte[] Octets)> GetAsync(string digest)
    {
        var message = World.Peer.Sign("GET", $"https://acme.example/ocip/v1/federation/media/{digest}", null);
        var answer = await FakePeer.SendAsync(message, null, World.Two.AcmePort, World.Two.Certificates);
        return (answer.Status, answer.Octets);
    }
}
