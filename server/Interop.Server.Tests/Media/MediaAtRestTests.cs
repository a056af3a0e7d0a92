using System.Text;
using Dapper;
using Interop.Client;
using Interop.Protocol.Evidence;
using Interop.Server.Archive.Encryption;
using Interop.Server.Media;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Retention;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>What the disk has of files (spec 15.10): nothing that can be read without the keys, and nothing at all once their records have ended.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class MediaAtRestTests
{
    private const string Marker = "Only the committee knows of the second offer.";

    [Fact]
    public async Task File_CannotBeReadOrKnownFromTheDisk_AndEndsWithTheLastRecordThatRefersToIt()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        var octets = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Marker + "\n", 3000)));
        var (media, first) = await Attached.SendAsync(alice, room, octets, "first");
        var second = await alice.SubmitAsync(Attached.Message(room, "second", MediaClient.PartOf(media)));
        Assert.Empty(RawFiles.With(scene.Server.Data, Marker));
        Assert.Empty(RawFiles.With(scene.Server.Data, media.Digest));

        await EndAsync(scene, first.Index!.Value);
        Assert.Single(Attached.FilesOf(scene.Server, octets.Length));
        Assert.Equal(octets, (await Attached.GetAsync(bob, media.Digest)).Octets);
        Assert.Null((await scene.AuditAsync()).Records[(int)first.Index.Value].Media);

        await EndAsync(scene, second.Index!.Value);
        for (var tries = 0; Attached.FilesOf(scene.Server, octets.Length).Length > 0 && tries < 100; tries++)
            await Pause.Ms(50);
        Assert.Empty(Attached.FilesOf(scene.Server, octets.Length));
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, media.Digest)).Code);
        Assert.Equal("5.5.8", (await alice.SubmitAsync(Attached.Message(room, "again", MediaClient.PartOf(media)))).Code);
        // Put in again it is a new file.
        Assert.Equal(media.Digest, (await Attached.PutInAsync(alice, octets)).Digest);
        Assert.Equal(octets, (await Attached.GetAsync(alice, media.Digest)).Octets);
    }

    [Fact]
    public async Task Disposition_TakesTheFileAndItsKeyWithIt()
    {
        await using var world = await RetentionWorld.OpenAsync();
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        var octets = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Marker + "\n", 1000)));
        var (media, _) = await Attached.SendAsync(world.Alice, world.Room, octets, "due");
        var cipher = (await File.ReadAllBytesAsync(Assert.Single(Attached.FilesOf(world.Scene.Server, octets.Length))))[100..164];
        var key = world.Query("SELECT key FROM media", row => row.Read() ? row.GetFieldValue<byte[]>(0) : []);
        Assert.NotEmpty(world.FilesWith([key]));
        await world.AheadAsync(3);
        await world.DoneAsync(await world.ApprovedAsync());
        Assert.Empty(Attached.FilesOf(world.Scene.Server, octets.Length));
        Assert.Empty(world.FilesWith([cipher, key, Encoding.UTF8.GetBytes(Marker), Encoding.UTF8.GetBytes(media.Digest)]));
        Assert.Null(world.Verify().Fault);
        Assert.Equal("5.5.4", (await Attached.GetAsync(world.Bob, media.Digest)).Code);
    }

    [Fact]
    public async Task BentCutAndMissing_AreFoundByTheScrub_AndNamed()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        var sizes = new[] { 200_000, 200_001, 200_002, 200_003 };
        var sent = new List<(string File, long Leaf, string Digest)>();
        foreach (var size in sizes)
        {
            var (media, said) = await Attached.SendAsync(alice, room, Attached.Picture(size));
            sent.Add((Assert.Single(Attached.FilesOf(scene.Server, size)), said.Index!.Value, media.Digest));
        }
        Assert.Empty(await ScrubAsync(scene));
        var bent = await File.ReadAllBytesAsync(sent[0].File);
        bent[150_000] ^= 4;
        await File.WriteAllBytesAsync(sent[0].File, bent);
        await File.WriteAllBytesAsync(sent[1].File, (await File.ReadAllBytesAsync(sent[1].File))[..150_000]);
        File.Delete(sent[2].File);
        Assert.Equal(
            new[] { (Path.GetFileName(sent[0].File), sent[0].Leaf, (long?)2), (Path.GetFileName(sent[1].File), sent[1].Leaf, 2), (Path.GetFileName(sent[2].File), sent[2].Leaf, null) }.OrderBy(f => f.Leaf),
            (await ScrubAsync(scene)).Select(f => (f.File, f.Leaf!.Value, f.Chunk)).OrderBy(f => f.Value));
        // Nobody is given what is not what was archived.
        await Assert.ThrowsAnyAsync<Exception>(() => Attached.GetAsync(bob, sent[0].Digest));
        Assert.NotNull((await Attached.GetAsync(bob, sent[3].Digest)).Octets);
    }

    [Fact]
    public async Task KeptBeforeTheyWereEncrypted_TheyAreTakenOver()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        var octets = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Marker + "\n", 2000)));
        var (media, sent) = await Attached.SendAsync(alice, room, octets);
        await scene.Server.KillAsync();
        var plain = Path.Combine(scene.Server.Data, "media", media.Digest[..2], media.Digest);
        Directory.CreateDirectory(Path.GetDirectoryName(plain)!);
        await File.WriteAllBytesAsync(plain, octets);
        using (var database = Open(scene))
        using (var writer = database.OpenWriter())
        {
            await writer.ExecuteAsync("""
                INSERT INTO media_plain(digest, size, type, stored) SELECT @Digest, size, type, stored FROM media;
                INSERT INTO media_plain_references(digest, leaf, n, room_id, delivered) SELECT @Digest, leaf, n, room_id, delivered FROM media_references;
                DELETE FROM media_references;
                DELETE FROM media;
                """, new { media.Digest });
        }
        await scene.Server.RestartAsync();
        Assert.Equal(octets, (await Attached.GetAsync(bob, media.Digest)).Octets);
        Assert.Equal(media.Digest, Assert.Single((await scene.AuditAsync()).Events[sent.Event!.Value.Value].Media!).Digest);
        Assert.False(File.Exists(plain));
        for (var tries = 0; Attached.FilesOf(scene.Server, octets.Length).Length > 1 && tries < 100; tries++)
            await Pause.Ms(50);
        Assert.Empty(RawFiles.With(Path.Combine(scene.Server.Data, "media"), Marker));
    }

    /// <summary>The server dies just after the commit that ends a body: the rest is done at its next start.</summary>
    private static async Task EndAsync(Scene scene, long leaf)
    {
        await scene.Server.KillAsync();
        using (var database = Open(scene))
        using (var writer = database.OpenWriter())
        {
            await writer.ExecuteAsync("UPDATE records SET body=NULL, ended=leaf WHERE leaf=@leaf", new { leaf });
            MediaCopies.End(writer, LeafRanges.Of(leaf, leaf));
        }
        await scene.Server.RestartAsync();
    }

    private static async Task<List<MediaFault>> ScrubAsync(Scene scene)
    {
        using var database = Open(scene);
        var keys = new MediaKeys(database);
        var options = new ServerOptions { Provider = TwoProviders.AcmeName, Data = scene.Server.Data, Transport = Interop.Server.Peers.TransportOptions.Read([], TwoProviders.AcmeName) };
        var wrapped = database.Read(c => c.QuerySingle<byte[]>("SELECT name_key FROM media_secret"));
        var faults = new List<MediaFault>();
        await foreach (var fault in new MediaScrub(database, new MediaFiles(options, keys), new MediaNames(keys.Unwrap(wrapped))).CheckAsync())
            faults.Add(fault);
        return faults;
    }

    private static Database Open(Scene scene) => new(scene.Server.Data, new KeyEncryptionFiles(Path.Combine(scene.Server.Data, "keys")));
}
