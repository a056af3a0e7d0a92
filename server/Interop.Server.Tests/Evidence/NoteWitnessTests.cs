using System.Net;
using System.Text.Json;
using Interop.Notes;
using Interop.Protocol;
using Interop.Protocol.Evidence;
using Interop.Server.Tests.EndToEnd;
using Interop.Witness;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>The witness of C2SP tlog-witness: what it cosigns and what it refuses, and that the archive's heads are cosigned by it.</summary>
public sealed class NoteWitnessTests : IDisposable
{
    private const string Log = "acme.example/archive";
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-witness-").FullName;
    private readonly NoteSigner log = NoteSigner.Create(Log, NoteTypes.Ed25519);
    private readonly NoteSigner own = NoteSigner.Create("witness.example/w1", NoteTypes.Cosignature);
    private readonly List<byte[]> leaves = [];

    [Fact]
    public void Key_AndNote_OfThePublishedExample_Verify()
    {
        var key = NoteKey.Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
        Assert.True(SignedNote.TryLine("— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=", out var line));
        Assert.Equal(key.Id, line.Id);
        Assert.True(key.Verifies("This is an example message.\n", line.Signature, out _));
        Assert.False(key.Verifies("This is another message.\n", line.Signature, out _));
        Assert.Equal("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", key.ToString());
    }

    [Fact]
    public void Witness_CosignsWhatContinues_AndRemembersItAcrossRestarts()
    {
        Grow(5);
        var first = Ask(0);
        Assert.Equal(200, first.Status);
        Assert.True(SignedNote.TryParse(Note() + first.Body, out var cosigned));
        Assert.True(cosigned.IsSignedBy(own.Key, out var at));
        Assert.Equal(2026, at!.Value.Year);
        Grow(4);
        var told = Ask(0);
        Assert.Equal((409, "5\n", AddCheckpoint.SizeMediaType), (told.Status, told.Body, told.MediaType));
        Assert.Equal(200, Ask(5).Status);
        // The same again, and then: what was cosigned before cannot be continued once more.
        Assert.Equal(200, Ask(9).Status);
        leaves.RemoveRange(4, 5);
        Grow(6);
        Assert.Equal((409, "9\n"), (Ask(5).Status, Ask(5).Body));
        Assert.Equal(422, Ask(9).Status);
    }

    [Fact]
    public void Witness_RefusesWhatIsWrong()
    {
        Grow(3);
        using var store = new WitnessStore(folder);
        var witness = Open(store);
        Assert.Equal(400, witness.Take("old 0\n").Status);
        Assert.Equal(400, witness.Take("old 00\n\n" + Note()).Status);
        Assert.Equal(400, witness.Take("old 4\n\n" + Note()).Status);
        Assert.Equal(403, witness.Take("old 0\n\n" + Note(NoteSigner.Create(Log, NoteTypes.Ed25519))).Status);
        Assert.Equal(403, witness.Take("old 0\n\n" + Note().Replace("\n3\n", "\n4\n", StringComparison.Ordinal)).Status);
        Assert.Equal(404, witness.Take("old 0\n\n" + Note().Replace("acme", "other", StringComparison.Ordinal)).Status);
        Assert.Equal(422, witness.Take(new AddCheckpoint(0, [new byte[32]], Note()).ToBody()).Status);
        Assert.Equal(400, witness.Take(new AddCheckpoint(0, [.. Enumerable.Repeat(new byte[32], 64)], Note()).ToBody()).Status);
        Assert.Throws<IOException>(() => new WitnessStore(folder));
    }

    [Fact]
    public void Policy_CountsQuorums()
    {
        NoteSigner[] keys = [.. Enumerable.Range(0, 3).Select(i => NoteSigner.Create($"w{i}.example", NoteTypes.Cosignature))];
        var policy = WitnessPolicy.Parse($"log {log.Key}\nwitness a {keys[0].Key} https://a.example/\nwitness b {keys[1].Key}\nwitness c {keys[2].Key}\n# two of three\ngroup g 2 a b c\nquorum g\n");
        Assert.Equal(new Uri("https://a.example/"), policy.Witnesses[0].Url);
        Assert.False(policy.IsMet([keys[0].Key]));
        Assert.True(policy.IsMet([keys[0].Key, keys[2].Key]));
        Assert.Throws<FormatException>(() => WitnessPolicy.Parse("quorum nobody"));
        Assert.Throws<FormatException>(() => WitnessPolicy.Parse($"witness a {log.Key}"));
        Assert.Throws<FormatException>(() => WitnessPolicy.Parse($"witness a {keys[0].Key} http://a.example/"));
    }

    [Fact]
    public async Task ArchivesHead_IsCosigned_ByAWitnessThatKnowsEitherOfItsKeys()
    {
        var port = ServerProcess.FreePort();
        var policy = Path.Combine(folder, "witnesses");
        await File.WriteAllTextAsync(policy, $"witness w1 {own.Key} http://127.0.0.1:{port}/\nquorum w1\n");
        await using var scene = await Scene.OpenAsync("--witnesses", policy, "--witness-every", "0.5");
        await scene.PersonAsync("alice");
        var known = JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/witnesses"), OcipJson.Default.WitnessList)!;
        Assert.Equal([NoteTypes.Ed25519, NoteTypes.Ecdsa], known.Keys.Select(k => NoteKey.Parse(k).Type));
        var logs = Path.Combine(folder, "logs");
        // The one that every verifier pins: ECDSA.
        await File.WriteAllTextAsync(logs, $"log {known.Keys[1]}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "key"), own.Export());
        using var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        using var store = new WitnessStore(Path.Combine(folder, "data"));
        var witness = new Witness.Witness(own, WitnessPolicy.Parse(await File.ReadAllTextAsync(logs)), store, TimeProvider.System);
        listener.Start();
        var serving = ServeAsync(listener, witness);

        using var outsider = new HttpClient { BaseAddress = scene.Server.Address };
        var note = await EvidenceWorld.UntilAsync(() => CosignedAsync(outsider), text => text.Length > 0);

        Assert.True(SignedNote.TryParse(note, out var cosigned), $"{note}\n{serving.Status} {serving.Exception}\n{scene.Server.Output}");
        Assert.True(cosigned.IsSignedBy(own.Key, out _));
        Assert.All(known.Keys, key => Assert.True(cosigned.IsSignedBy(NoteKey.Parse(key), out _)));
        // It goes on from where the witness stands.
        await scene.PersonAsync("bob");
        var later = await EvidenceWorld.UntilAsync(() => CosignedAsync(outsider), text => SignedNote.TryParse(text, out var next) && next.Head.Size > cosigned.Head.Size);
        Assert.True(SignedNote.TryParse(later, out var grown) && grown.IsSignedBy(own.Key, out _) == true);
        Assert.NotNull(witness.Newest(WitnessStore.NameOf(Log)));
        listener.Stop();
        await serving;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<string> CosignedAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("ocip/v1/archive/checkpoint/cosigned");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : "";
    }

    private static async Task ServeAsync(HttpListener listener, Witness.Witness witness)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var answer = witness.Take(await reader.ReadToEndAsync());
                (context.Response.StatusCode, context.Response.ContentType) = (answer.Status, answer.MediaType);
                context.Response.Close(System.Text.Encoding.UTF8.GetBytes(answer.Body), willBlock: true);
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            return;
        }
    }

    private void Grow(int by) => leaves.AddRange(Enumerable.Range(0, by).Select(n => MerkleTree.LeafHash(System.Text.Encoding.UTF8.GetBytes($"{Guid.CreateVersion7()} {n}"))));

    private string Note(NoteSigner? by = null)
    {
        var text = $"{Log}\n{leaves.Count}\n{Convert.ToBase64String(MerkleTree.Root(leaves))}\n";
        return $"{text}\n{(by ?? log).Sign(text, TimeProvider.System.GetUtcNow())}\n";
    }

    private Witness.Witness Open(WitnessStore store) => new(own, WitnessPolicy.Parse($"log {log.Key}\n"), store, TimeProvider.System);

    /// <summary>Each time another process would: it remembers by its files alone.</summary>
    private WitnessAnswer Ask(int from)
    {
        using var store = new WitnessStore(folder);
        return Open(store).Take(new AddCheckpoint(from, from == 0 || from >= leaves.Count ? [] : MerkleTree.ConsistencyPath(leaves, from), Note()).ToBody());
    }
}
