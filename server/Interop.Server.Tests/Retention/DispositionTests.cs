using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Server.Tests.EndToEnd;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Retention;

/// <summary>What is due ends when a second person has approved it: in every file, under a certificate that anyone can check (spec 09).</summary>
[Collection(RealServerTests.Name)]
public sealed class DispositionTests
{
    private const string Marked = "okapi-crossing-4419";

    [Fact]
    public async Task WhatIsDue_Ends_InEveryFile_UnderACertificate()
    {
        await using var world = await RetentionWorld.OpenAsync();
        Assert.Equal("default", (await world.Alice.SayAsync(world.Room, "before the schedule")) is { Index: { } first } ? await ClassOfAsync(world, first) : null);
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        var said = await world.Alice.SayAsync(world.Room, Marked);
        await world.Alice.SayAsync(world.Room, Marked + new string('x', 20_000));
        await world.Bob.SubmitAsync(Actor.Edit(world.Room, said.Event!.Value, Marked + " refused"));
        await world.Alice.SubmitAsync(Actor.Edit(world.Room, said.Event!.Value, Marked + " edited"));
        Assert.Equal("short", await ClassOfAsync(world, said.Index!.Value));
        var cells = world.Query("SELECT leaf, body FROM records WHERE body IS NOT NULL AND CAST(record AS TEXT) LIKE '%\"retention\":[\"short\"]%'", Cells);
        Assert.InRange(cells.Count, 3, 4);
        Assert.NotEmpty(world.FilesWith([.. cells.Values]));

        await world.AheadAsync(3);
        JsonElement proposal;
        await using (var reader = SlowReader.Of(world))
        {
            // While somebody reads an older state it is not done, for what ended could still be read; nobody else waits for that reader.
            proposal = await world.ApprovedAsync();
            while ((await world.Scene.Office.Archive.RecordAsync(said.Index!.Value)).BodyAbsent is null)
                await Pause.Ms(20);
            Assert.Equal("2.0.0", (await world.Alice.SayAsync(world.Room, "meanwhile")).Code);
            Assert.NotEqual("done", (await world.Dana.GetAsync($"archive/dispositions/{proposal.GetProperty("id").GetString()}/progress")).Body.GetProperty("state").GetString());
        }
        Assert.Equal(cells.Count, proposal.GetProperty("count").GetInt32());
        Assert.Equal(cells.Keys, proposal.GetProperty("examples").EnumerateArray().Select(e => e.GetInt64()));
        Assert.Equal("direct", proposal.GetProperty("counts")[0].GetProperty("rooms").GetString());
        var done = await world.DoneAsync(proposal);
        Assert.Equal(cells.Count, done.GetProperty("ended").GetInt32());

        // Neither wrapped keys nor content, and as a check the text of what is kept is in no file either, for it is encrypted.
        Assert.Empty(world.FilesWith([.. cells.Values, Encoding.UTF8.GetBytes(Marked)]));
        var record = await world.Scene.Office.Archive.RecordAsync(said.Index!.Value);
        Assert.Equal((null, "erased"), (record!.Body, record.BodyAbsent));
        await CheckAsync(world, done.GetProperty("certificates")[0].GetString()!, cells.Keys);
        await CheckOfflineAsync(world, done.GetProperty("certificates")[0].GetString()!);
        var (_, view, _) = await world.Dana.GetAsync($"archive/records/{said.Index}/retention");
        Assert.Equal(("end", "ended"), (view.GetProperty("verdict").GetString(), view.GetProperty("reason").GetString()));

        var report = world.Verify();
        Assert.Equal((null, cells.Count, 1), (report.Fault, report.Ended, report.Dispositions));
        // Nothing is left of that class, so that nothing is proposed again.
        Assert.Equal(0, (await world.Dana.PostAsync("archive/dispositions", "{}")).Body.GetProperty("count").GetInt32());
        await world.Alice.SayAsync(world.Room, "life goes on");
    }

    [Fact]
    public async Task WhatAClassOrAPersonKeeps_IsNotProposed()
    {
        await using var world = await RetentionWorld.OpenAsync();
        await world.PutAsync("archive/schedule", """
            {"classes":[{"class":"default","start":"archived","basis":"none"},{"class":"short","start":"archived","basis":"x","maximum":"P1D","appliesTo":{"types":["message"]}},
            {"class":"long","start":"archived","basis":"y","minimum":"P10D","appliesTo":{"groups":["desk"]}},{"class":"account","start":"occasion","basis":"z","minimum":"P3D","appliesTo":{"labels":["account"]}}]}
            """);
        await world.Scene.Admin.SetGroupAsync("desk", new Interop.Protocol.AdminApi.GroupRequest([world.Bob.User]));
        var kept = await world.Alice.SayAsync(world.Room, "to somebody of the desk");
        var occasion = await world.Alice.SubmitAsync(Actor.Message(world.Room, "until the account ends") with { Labels = ["account"] });
        var (_, view, _) = await world.Dana.GetAsync($"archive/records/{kept.Index}/retention");
        Assert.Equal(["short", "long"], view.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("class").GetString()));
        Assert.Equal("minimum", view.GetProperty("reason").GetString());
        Assert.Equal("never", (await world.Dana.GetAsync($"archive/records/{occasion.Index}/retention")).Body.GetProperty("keptUntil").GetString());

        await world.AheadAsync(4);
        var (_, proposal, _) = await world.Dana.PostAsync("archive/dispositions", "{}");
        Assert.Equal((0, 2), (proposal.GetProperty("count").GetInt32(), proposal.GetProperty("keptByMinimum").GetInt32()));

        // A shorter minimum counts for older records when another person has approved it, and not before.
        var shorter = await world.PutAsync("archive/schedule", """
            {"classes":[{"class":"default","start":"archived","basis":"none"},{"class":"short","start":"archived","basis":"x","maximum":"P1D","appliesTo":{"types":["message"]}},
            {"class":"long","start":"archived","basis":"y","minimum":"P2D"},{"class":"account","start":"occasion","basis":"z","minimum":"P3D","appliesTo":{"labels":["account"]}}]}
            """);
        Assert.Equal([2], shorter.GetProperty("waiting").EnumerateArray().Select(v => v.GetInt32()));
        Assert.Equal(0, (await world.Dana.PostAsync("archive/dispositions", "{}")).Body.GetProperty("count").GetInt32());
        RawHttp.AssertProblem(await world.Dana.PostAsync("archive/schedule/2/approve", ""), "5.1.0");
        Assert.Equal(200, (await world.Erin.PostAsync("archive/schedule/2/approve", "")).Status);
        Assert.Equal([kept.Index!.Value], (await world.Dana.PostAsync("archive/dispositions", "{}")).Body.GetProperty("examples").EnumerateArray().Select(e => e.GetInt64()));
        var audit = await world.Scene.AuditAsync();
        Assert.Equal(3, audit.OfKind("policy").Count(r => r.Record.GetProperty("what").GetString() == "schedule"));
    }

    [Fact]
    public async Task AbsentBody_WithoutACertificate_IsAFault()
    {
        await using var world = await RetentionWorld.OpenAsync();
        var said = await world.Alice.SayAsync(world.Room, "here");
        await world.Scene.Server.KillAsync();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(world.Scene.Server.Data, "ocip.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE records SET body=NULL, ended=0 WHERE leaf=$leaf";
            command.Parameters.AddWithValue("$leaf", said.Index);
            command.ExecuteNonQuery();
        }
        Assert.Equal($"record {said.Index}: the content is missing, and no record says that it was erased", world.Verify().Fault);
    }

    private static async Task<string?> ClassOfAsync(RetentionWorld world, long index) =>
        (await world.Dana.GetAsync($"archive/records/{index}/retention")).Body.GetProperty("classes")[0].GetProperty("class").GetString();

    private static SortedDictionary<long, byte[]> Cells(SqliteDataReader reader)
    {
        // Version and group are common to many; what follows them, the wrapped key, is of one body only.
        var found = new SortedDictionary<long, byte[]>();
        while (reader.Read())
            found.Add(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1).AsSpan(9, 60).ToArray());
        return found;
    }

    /// <summary>The four steps of 9.8.</summary>
    /// <summary>As whoever is given the certificate checks it, with a copy of the log's tiles and without.</summary>
    private static async Task CheckOfflineAsync(RetentionWorld world, string certificate)
    {
        var folder = Directory.CreateTempSubdirectory("ocip-certificate-").FullName;
        var (file, keys, tiles) = (Path.Combine(folder, "certificate.json"), Path.Combine(folder, "keys.json"), Path.Combine(folder, "tiles"));
        var text = (await world.Dana.GetAsync($"archive/dispositions/{certificate}")).Body.GetRawText();
        await File.WriteAllTextAsync(file, text);
        await File.WriteAllTextAsync(keys, JsonSerializer.Serialize(world.Scene.Keys, OcipJson.Default.JsonWebKeySet));
        Assert.Equal(0, await Cli.Commands.RunAsync(["archive", "tiles", "--server", $"{world.Scene.Server.Address}", "--token", world.Scene.AdminToken, "--key", keys, "--out", tiles]));
        string[] check = ["archive", "dispositions", "check", file, "--key", keys];
        Assert.Equal(0, await Cli.Commands.RunAsync(check));
        Assert.Equal(0, await Cli.Commands.RunAsync([.. check, "--tiles", tiles]));
        // Another record, another batch, another head, another person who approved it.
        foreach (var (was, now) in new[] { ("\"count\":", "\"count\":1"), ("\"root\":\"", "\"root\":\"AA"), ("\"treeSize\":", "\"treeSize\":1"), ("\"approvedBy\":\"", "\"approvedBy\":\"nobody") })
        {
            await File.WriteAllTextAsync(file, text.Replace(was, now, StringComparison.Ordinal));
            Assert.Equal((was, 1), (was, await Cli.Commands.RunAsync(check)));
        }
        await File.WriteAllTextAsync(file, "{}");
        Assert.Equal(2, await Cli.Commands.RunAsync(check));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task CheckAsync(RetentionWorld world, string name, IReadOnlyCollection<long> leaves)
    {
        var certificate = (await world.Dana.GetAsync($"archive/dispositions/{name}")).Body.Deserialize(OcipJson.Default.DispositionCertificate)!;
        var (done, begun) = (certificate.Record.Record, certificate.Begun.Record);
        Assert.Equal((name, name, "done", "begun"), (Text(done, "certificate"), Text(begun, "certificate"), Text(done, "state"), Text(begun, "state")));
        Assert.Equal(begun.GetProperty("index").GetInt64(), done.GetProperty("begun").GetInt64());
        var leaf = MerkleTree.LeafHash(CanonicalJson.Of(done));
        var path = certificate.Proof.Path.Select(Hash).ToArray();
        Assert.True(BatchSigner.Includes(certificate.Batch, leaf, certificate.Proof.Index, path));
        var pinned = new Interop.Cli.Verification.PinnedKeys(world.Scene.Keys.Keys, isPinned: true);
        Assert.Null(pinned.FaultOf(certificate.Batch, Text(done, "at")));
        Assert.Null(pinned.FaultOf(certificate.Checkpoint, out var checkpoint));
        Assert.True(MerkleTree.VerifyInclusion(leaf, done.GetProperty("index").GetInt64(), checkpoint!.Size, [.. certificate.Inclusion.Path.Select(Hash)], checkpoint.Root));
        Assert.Equal(leaves, LeafRanges.Read(done.GetProperty("leaves"))!.SelectMany(r => Enumerable.Range((int)r.First, (int)r.Count).Select(n => (long)n)));
        Assert.Equal("dana", certificate.Record.Body!.Content.GetProperty("by").GetString());
        Assert.Equal("erin", certificate.Record.Body!.Content.GetProperty("approvedBy").GetString());
    }

    private static string Text(JsonElement record, string name) => record.GetProperty(name).GetString()!;

    private static byte[] Hash(string text) => Base64UrlText.TryDecode(text, MerkleTree.HashLength, out var hash) ? hash : [];
}
