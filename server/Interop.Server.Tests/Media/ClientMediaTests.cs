using System.Net;
using System.Net.Http.Headers;
using Interop.Client;
using Interop.Protocol.Content;
using Interop.Protocol.Media;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>Files of messages between people of one organisation (spec 13, 15).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ClientMediaTests(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task File_IsPutIn_ReferredTo_Archived_AndGivenToTheRecipient()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var octets = Attached.Picture(300_000);
        var (media, sent) = await Attached.SendAsync(alice, room, octets);
        Assert.Equal(("2.0.0", "image/png", 300_000L, Attached.DigestOf(octets)), (sent.Code, media.Type, media.Size, media.Digest));
        Assert.Equal(MediaId.Of(TwoProviders.AcmeName, media.Digest), media.Url);
        Assert.Equal(octets, (await Attached.GetAsync(bob, media.Digest)).Octets);
        Assert.Equal(octets, (await Attached.GetAsync(alice, media.Digest)).Octets);

        var record = (await scene.AuditAsync()).Events[sent.Event!.Value.Value];
        var archived = Assert.Single(record.Media!);
        Assert.Equal((media.Digest, media.Size, "image/png", null), (archived.Digest, archived.Size, archived.Type, archived.Declared));
        var salt = System.Buffers.Text.Base64Url.DecodeFromChars(record.Body!.Salt);
        Assert.Equal([archived.Commitment(salt)], record.Record.GetProperty("media").EnumerateArray().Select(m => m.GetString()));
        // The digest itself stands under the body's salt alone.
        Assert.DoesNotContain(media.Digest, record.Record.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(media.Digest, scene.Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameOctets_AreKeptOnce_AndAreEachOnesOwn()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var octets = Attached.Odd();
        var hers = await Attached.PutInAsync(alice, octets);
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, hers.Digest)).Code);
        var his = await Attached.PutInAsync(bob, octets);
        Assert.Equal(hers.Digest, his.Digest);
        var room = await Scene.RoomAsync(bob, carol);
        Assert.Equal("2.0.0", (await bob.SubmitAsync(Attached.Message(room, "his", MediaClient.PartOf(his)))).Code);
        Assert.Equal(octets, (await Attached.GetAsync(carol, his.Digest)).Octets);
        Assert.Equal(octets, (await Attached.GetAsync(alice, his.Digest)).Octets);
        Assert.Single(Attached.FilesOf(scene.Server, octets.Length));
    }

    [Fact]
    public async Task Event_ThatRefersToWhatIsNotHere_OrNotItsSenders_IsRefused()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(bob, carol);
        var hers = await Attached.PutInAsync(alice, Attached.Picture());
        var nowhere = Attached.DigestOf(Attached.Picture());
        // Whoever knows a digest only may not have the octets by way of an own message, and is not told whether they are here.
        foreach (var view in new[] { hers, hers with { Digest = nowhere, Url = MediaId.Of(TwoProviders.AcmeName, nowhere) } })
        {
            var refused = await bob.SubmitAsync(Attached.Message(room, "not mine", MediaClient.PartOf(view)));
            Assert.Equal(("5.5.8", null), (refused.Code, refused.Seq));
            Assert.Equal("5.5.4", (await Attached.GetAsync(bob, view.Digest)).Code);
            Assert.Equal("5.5.4", (await Attached.GetAsync(carol, view.Digest)).Code);
        }
        var his = await Attached.PutInAsync(bob, Attached.Picture());
        Assert.Equal("5.5.0", (await bob.SubmitAsync(Attached.Message(room, "size", MediaClient.PartOf(his with { Size = 3 })))).Code);
        var foreign = his with { Url = MediaId.Of(TwoProviders.GlobexName, his.Digest) };
        Assert.Equal("5.5.0", (await bob.SubmitAsync(Attached.Message(room, "foreign", MediaClient.PartOf(foreign)))).Code);
        Assert.Equal("2.0.0", (await bob.SubmitAsync(Attached.Message(room, "mine", MediaClient.PartOf(his)))).Code);
    }

    [Fact]
    public async Task RepeatedTransaction_WithAFile_IsAnsweredTheSame()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var media = await Attached.PutInAsync(alice, Attached.Picture());
        var request = new Interop.Protocol.ClientApi.SubmitRequest(Actor.NewTransaction(), [Attached.Message(room, "once", MediaClient.PartOf(media))]);
        var first = (await alice.Client.SubmitAsync(request)).Results[0];
        var again = (await alice.Client.SubmitAsync(request)).Results[0];
        Assert.Equal(("2.0.0", first.Event, first.Index), (again.Code, again.Event, again.Index));
        // What was sent once may be sent again, as long as it is here.
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Attached.Message(room, "again", MediaClient.PartOf(media)))).Code);
    }

    [Fact]
    public async Task Answer_IsToBeSaved_NeverShown_WithRangesAndAnETag()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var page = System.Text.Encoding.UTF8.GetBytes("<html><script>alert(1)</script>" + Guid.CreateVersion7());
        var (media, _) = await Attached.SendAsync(alice, room, page);
        Assert.Equal("text/html", media.Type);
        using var whole = await GetAsync(bob, media.Digest, null);
        Assert.Equal(("attachment", "nosniff"), (whole.Content.Headers.ContentDisposition?.ToString(), whole.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.StartsWith("sandbox", whole.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal($"\"{media.Digest}\"", whole.Headers.ETag!.Tag);
        using var part = await GetAsync(bob, media.Digest, request => request.Headers.Range = new RangeHeaderValue(6, 13));
        Assert.Equal((HttpStatusCode.PartialContent, "<script>"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        using var known = await GetAsync(bob, media.Digest, request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Fact]
    public async Task Type_IsThatOfTheOctets_AndAContradictionIsArchived()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var program = await Attached.PutInAsync(alice, [0x4D, 0x5A, .. Attached.Picture()], "image/png");
        Assert.Equal("application/vnd.microsoft.portable-executable", program.Type);
        var sent = await alice.SubmitAsync(Attached.Message(room, "a picture, honestly", MediaClient.PartOf(program, "holiday.png", "image/png")));
        Assert.Equal("2.0.0", sent.Code);
        var archived = Assert.Single((await scene.AuditAsync()).Events[sent.Event!.Value.Value].Media!);
        Assert.Equal(("application/vnd.microsoft.portable-executable", "image/png"), (archived.Type, archived.Declared));
    }

    [Fact]
    public async Task LinkToSomewhereElse_IsALink_AndNothingIsFetched()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var link = new ContentPart { Cardinality = "external", ContentType = "image/png", Url = "https://169.254.169.254/latest/meta-data" };
        var sent = await alice.SubmitAsync(Attached.Message(room, "a link", link));
        Assert.Equal("2.0.0", sent.Code);
        Assert.Null((await scene.AuditAsync()).Events[sent.Event!.Value.Value].Media);
    }

    [Fact]
    public async Task Directory_DeclaresTheCapability()
    {
        using var http = new RawHttp(scene.Server.Address, null);
        var directory = (await http.GetAsync("../../.well-known/ocip")).Body.GetProperty("directory");
        Assert.Contains("media", directory.GetProperty("capabilities").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(104_857_600, directory.GetProperty("limits").GetProperty("mediaOctets").GetInt64());
    }

    private async Task<HttpResponseMessage> GetAsync(Actor who, string digest, Action<HttpRequestMessage>? change)
    {
        using var http = new HttpClient { BaseAddress = scene.Server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"ocip/v1/client/media/{digest}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", who.Token);
        change?.Invoke(request);
        var answer = await http.SendAsync(request);
        await answer.Content.LoadIntoBufferAsync();
        return answer;
    }
}
