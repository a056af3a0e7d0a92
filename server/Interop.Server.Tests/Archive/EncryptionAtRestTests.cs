using System.Net;
using System.Text;
using Interop.Cli.Verification;
using Interop.Protocol.AdminApi;
using Interop.Server.Tests.EndToEnd;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Archive;

/// <summary>What people wrote stands nowhere in the clear, and can be read as long as its keys are there (spec 08.9).</summary>
[Collection(RealServerTests.Name)]
public sealed class EncryptionAtRestTests
{
    private const string Marked = "zebra-crossing-7731";

    [Fact]
    public async Task Bodies_AreInTheClearInNoFile_AndVerifyWithTheKeysOnly()
    {
        await using var scene = await Scene.OpenAsync("--failure-policy", "queue");
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        await scene.CloseAsync(bob);
        var held = await alice.SayAsync(room, Marked);
        await alice.SubmitAsync(Actor.Edit(room, held.Event!.Value, Marked + " edited"));
        await alice.SubmitAsync(Actor.Retraction(room, held.Event!.Value));
        // What waits undecided, and what a stranger to the room was refused.
        await scene.Server.RestartAsync("--failure-policy", "queue", "--fault", "compliance.unavailable");
        Assert.Equal("2.1.0", (await alice.SayAsync(room, Marked + " waiting")).Code);

        Assert.Empty(FilesWith(scene.Server.Data, Marked));
        await scene.Server.RestartAsync("--failure-policy", "queue");
        await scene.OpenAsync(bob);
        var audit = await UntilAsync(scene.AuditAsync, a => a.Texts.Contains(Marked + " waiting"));
        Assert.Contains(Marked, audit.Texts);
        Assert.Empty(FilesWith(scene.Server.Data, Marked));

        await scene.Server.KillAsync();
        var pinned = new PinnedKeys(scene.Keys.Keys, isPinned: true);
        Assert.Equal((null, 0), Verify(scene.Server.Data, null, pinned));
        var (fault, closed) = Verify(scene.Server.Data, Path.GetTempPath(), pinned);
        Assert.Null(fault);
        Assert.True(closed > 5, $"{closed} closed");

        Execute(scene.Server.Data, "UPDATE records SET body=substr(body, 1, length(body)-1) || CAST(char(unicode(substr(hex(body), -1))+1) AS BLOB) WHERE leaf=(SELECT max(leaf) FROM records WHERE body IS NOT NULL)");
        Assert.Contains("the encrypted content, or a key that opens it, was altered", Verify(scene.Server.Data, null, pinned).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotation_KilledInTheMiddle_IsCompleted_AndTheOldKeyOpensNothing()
    {
        await using var scene = await Scene.OpenAsync("--fault", "encryption.rewrap.slice");
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        await alice.SayAsync(room, "before");
        var first = (await ViewAsync(scene)).Current;

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            await scene.Http.PostAsync("ocip/v1/admin/encryption/rotate", null);
            for (; ; await Pause.Ms(50))
                await ViewAsync(scene);
        });
        await scene.Server.RestartAsync();
        await alice.SayAsync(room, "after");
        var view = await UntilAsync(() => ViewAsync(scene), v => v.Keys.Single(k => k.Id == first).Groups == 0);
        Assert.NotEqual(first, view.Current);
        Assert.Equal(2, view.Keys.Length);

        using var inUse = await scene.Http.DeleteAsync($"ocip/v1/admin/encryption/keys/{view.Current}");
        Assert.Equal(HttpStatusCode.BadRequest, inUse.StatusCode);
        using var destroyed = await scene.Http.DeleteAsync($"ocip/v1/admin/encryption/keys/{first}");
        Assert.Equal(HttpStatusCode.NoContent, destroyed.StatusCode);
        Assert.False(File.Exists(Path.Combine(scene.Server.Data, "keys", $"kek-{first}.key")));
        await scene.Server.RestartAsync();
        var audit = await scene.AuditAsync();
        Assert.Equal(["before", "after"], audit.Texts);
        Assert.Equal(["used", "destroyed"], audit.OfKind("policy").Where(r => r.Record.GetProperty("what").GetString() == "encryption-key").Select(r => r.Record.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task WithoutItsKeys_TheServerSaysWhatIsMissing()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.ThreeAsync();
        await scene.Server.KillAsync();
        foreach (var key in Directory.EnumerateFiles(Path.Combine(scene.Server.Data, "keys"), "kek-*.key"))
            File.Move(key, Path.ChangeExtension(key, ".away"));

        var (exitCode, output) = await ServerProcess.RunAsync("--provider", "acme.example", "--data", scene.Server.Data, "--urls", $"http://127.0.0.1:{ServerProcess.FreePort()}");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Put it back, or say with --key-folder where it is.", output, StringComparison.Ordinal);
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> fits)
    {
        for (var left = 200; ; left--)
        {
            var seen = await look();
            if (fits(seen))
                return seen;
            Assert.True(left > 0, "it did not come about in ten seconds");
            await Pause.Ms(50);
        }
    }

    private static async Task<EncryptionView> ViewAsync(Scene scene) => System.Text.Json.JsonSerializer.Deserialize(
        await scene.Http.GetStringAsync("ocip/v1/admin/encryption"), Protocol.OcipJson.Default.EncryptionView)!;

    private static (string? Fault, long Closed) Verify(string data, string? keys, PinnedKeys pinned)
    {
        using var folder = new DataFolder(data, keys);
        var report = new ArchiveVerifier(folder, pinned, null).Run(null, CancellationToken.None);
        return (report.Fault, report.Closed);
    }

    private static void Execute(string data, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "ocip.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // a constant of this test
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    /// <summary>Files of the folder in whose octets the text stands, as UTF-8, UTF-16, or base64 at any alignment.</summary>
    private static IReadOnlyList<string> FilesWith(string folder, string text) =>
        RawFiles.With(folder, [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text), .. Enumerable.Range(0, 3).Select(skip => Base64At(text, skip))]);

    /// <summary>The characters that the inner octets of the text have in base64 when it begins at this place of a group of three.</summary>
    private static byte[] Base64At(string text, int skip) =>
        Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[skip], .. Encoding.UTF8.GetBytes(text)])[4..^6]);
}
