using System.Text.Json;
using Dapper;
using Interop.Notes;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Interop.Server.Evidence.Scrubbing;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Media;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>The scrub reads everything again: one flipped bit, wherever it is, is named.</summary>
public sealed class ScrubTests
{
    private const long First = 0;
    private const long Altered = 40;
    private const long WithoutBody = 45;

    [Fact]
    public async Task EachFlippedBit_IsNamed()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        await Attached.SendAsync(alice, room, Attached.Picture());
        for (var i = 0; i < 6; i++)
            await alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. Enumerable.Range(0, 50).Select(n => Actor.Message(room, $"Message {i} {n}"))]));
        await alice.SayAsync(room, "The last one");
        var last = (await scene.AuditAsync()).Checkpoint.Size - 1;
        await scene.Http.PostAsync("ocip/v1/archive/scrub", null);
        var clean = await DoneAsync(scene, 1);
        Assert.Empty(clean.Faults);
        Assert.Equal((last + 1, 1), (clean.Records, clean.Files));

        await scene.Server.KillAsync();
        // The last head of an hour stays, whatever is archived after it.
        Execute(scene.Server.Data, "UPDATE checkpoints SET at='2026-01-01T00:00:00.000Z' WHERE size=@leaf", last + 1);
        Flip(scene.Server.Data, "SELECT record FROM records WHERE leaf=@leaf", Altered);
        Flip(scene.Server.Data, "SELECT body FROM records WHERE leaf=@leaf", WithoutBody);
        Flip(scene.Server.Data, "SELECT hashes FROM tiles WHERE level=0 AND n=@leaf", 0);
        Flip(scene.Server.Data, "SELECT hashes FROM batches WHERE first=@leaf", last);
        // Of these the signature is hit.
        Flip(scene.Server.Data, "SELECT CAST(note AS BLOB) FROM checkpoints WHERE size=@leaf", last + 1);
        Flip(scene.Server.Data, "SELECT CAST(receipts AS BLOB) FROM batches WHERE first=@leaf", First);
        // What nothing that is signed covers: a value that its index has otherwise.
        Flip(scene.Server.Data, "SELECT hash FROM tokens WHERE account='bob' AND @leaf=0", 0);
        var file = Directory.EnumerateFiles(Path.Combine(scene.Server.Data, "media"), "*", SearchOption.AllDirectories).Single();
        FlipFile(file, 1000);
        await scene.Server.StartAsync();
        Assert.False(scene.Server.HasExited, scene.Server.Output);
        await scene.Http.PostAsync("ocip/v1/archive/scrub", null);
        var found = await DoneAsync(scene, 2);

        Assert.Equal(
            new[] { $"batch {First}", $"batch {last}", $"body {WithoutBody}", $"checkpoint {last + 1}", $"media {Path.GetFileName(file)}", $"record {Altered}", "table tokens", "tile 0/0" },
            found.Faults.Select(f => f.Subject).Order(StringComparer.Ordinal));
        var alarms = JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/alarms"), OcipJson.Default.AlarmList)!.Alarms;
        Assert.Equal(8, alarms.Count(a => a.Kind == "scrubFault"));
    }

    [Fact]
    public async Task Pass_GoesOn_WhereItWas_AfterARestart()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        for (var i = 0; i < 30; i++)
            await alice.SayAsync(room, $"Message {i}");
        await scene.Server.RestartAsync("--scrub-pace", "5");
        await scene.Http.PostAsync("ocip/v1/archive/scrub", null);
        var before = await EvidenceWorld.UntilAsync(() => ViewAsync(scene), view => view.Pass == 2 && view.Records > 3 && view.FinishedAt is null);

        await scene.Server.RestartAsync("--scrub-pace", "1000");

        var after = await EvidenceWorld.UntilAsync(() => ViewAsync(scene), view => view.FinishedAt is not null);
        Assert.Equal((2, before.StartedAt), (after.Pass, after.StartedAt));
        Assert.Empty(after.Faults);
    }

    [Fact]
    public void WhatOutsidersHaveSigned_IsReadAgain()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        connection.Execute("CREATE TABLE note_cosignatures (witness, size, note, line); CREATE TABLE timestamps (size, note, token)");
        var (log, witness) = (NoteSigner.Create("acme.example/archive", NoteTypes.Ed25519), NoteSigner.Create("witness.example", NoteTypes.Cosignature));
        var edge = new TreeEdge(0, []);
        foreach (var _ in edge.Append(MerkleTree.LeafHash([1])))
            continue;
        var text = $"acme.example/archive\n1\n{Convert.ToBase64String(edge.Root())}\n";
        var (note, now) = ($"{text}\n{log.Sign(text, default)}\n", TimeProvider.System.GetUtcNow());
        using var stamps = new StampMaker();
        connection.Execute("INSERT INTO note_cosignatures VALUES (@witness, 1, @note, @line)", new { witness = witness.Key.ToString(), note, line = witness.Sign(text, now) });
        connection.Execute("INSERT INTO timestamps VALUES (1, @note, @token)", new { note, token = stamps.Token(System.Text.Encoding.UTF8.GetBytes(note), now) });

        Assert.Empty(Found());
        // One letter of the signature, and one octet of the token.
        connection.Execute("UPDATE note_cosignatures SET line=substr(line, 1, 60)||CASE substr(line, 61, 1) WHEN 'A' THEN 'B' ELSE 'A' END||substr(line, 62)");
        Assert.Equal(["cosignature 1 witness.example"], Found());
        connection.Execute("UPDATE timestamps SET token=@token", new { token = stamps.Token("another note"u8.ToArray(), now) });
        Assert.Equal(["cosignature 1 witness.example", "timestamp 1"], Found());

        string[] Found()
        {
            var faults = new List<ScrubFault>();
            OutsideScrub.Check(connection, edge, faults);
            return [.. faults.Select(f => f.Subject)];
        }
    }

    private static Task<ScrubView> DoneAsync(Scene scene, long pass) => EvidenceWorld.UntilAsync(() => ViewAsync(scene), view => view.Pass >= pass && view.FinishedAt is not null);

    private static async Task<ScrubView> ViewAsync(Scene scene) => JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/scrub"), OcipJson.Default.ScrubView)!;

    private static void Execute(string folder, string sql, long leaf)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "ocip.db")};Pooling=False");
        connection.Execute(sql, new { leaf });
    }

    /// <summary>Flips one bit of a stored blob, in the database's file itself.</summary>
    private static void Flip(string folder, string query, long leaf)
    {
        var path = Path.Combine(folder, "ocip.db");
        byte[] blob;
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var fold = connection.CreateCommand();
            fold.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            fold.ExecuteNonQuery();
            using var command = connection.CreateCommand();
            command.CommandText = query;
            command.Parameters.AddWithValue("@leaf", leaf);
            blob = (byte[])command.ExecuteScalar()!;
        }
        // Its end is like no other's; the beginning of a record is that of those of the same commit.
        var end = Math.Min(blob.Length, 200);
        var at = File.ReadAllBytes(path).AsSpan().IndexOf(blob.AsSpan(blob.Length - end));
        Assert.True(at > 0, "the octets are not in one piece in the file");
        FlipFile(path, at + (end / 2));
    }

    private static void FlipFile(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var one = (byte)file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(one ^ 1));
    }
}
