using System.Text.Json;
using Interop.Cli;
using Interop.Cli.Archive;
using Interop.Protocol;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Client;

/// <summary>Exit codes are what scripts see: 0 good, 1 wrong, 2 could not be looked at.</summary>
public sealed class CommandLineTests : IDisposable
{
    private static readonly ArchiveKeyRing Keys = ArchiveKeyRing.Create();
    private readonly string folder = Directory.CreateTempSubdirectory("archive").FullName;

    public CommandLineTests()
    {
        SignedArchive.Write(folder, Keys, Enumerable.Range(0, 30).Select(n => $"text {n}"));
        File.WriteAllText(KeyFile, JsonSerializer.Serialize(Keys.Public(), OcipJson.Default.JsonWebKeySet));
    }

    private string KeyFile => Path.Combine(folder, "keys.json");

    [Fact]
    public async Task Verify_Is0_WhenGood() =>
        Assert.Equal(0, await RunAsync("archive", "verify", "--data", folder, "--key", KeyFile));

    [Fact]
    public async Task Verify_TakesOneKeyFilePerPurpose()
    {
        var files = Keys.Public().Keys.Select((key, n) =>
        {
            var file = Path.Combine(folder, $"key{n}.json");
            File.WriteAllText(file, JsonSerializer.Serialize(key, OcipJson.Default.JsonWebKey));
            return file;
        }).ToArray();

        Assert.Equal(0, await RunAsync(["archive", "verify", "--data", folder, .. files.SelectMany(file => new[] { "--key", file })]));
        Assert.Equal(1, await RunAsync("archive", "verify", "--data", folder, "--key", files[0]));
    }

    [Fact]
    public async Task Verify_TakesTheFoldersOwnKeys_AndPinsThemById()
    {
        Directory.CreateDirectory(Path.Combine(folder, "keys"));
        foreach (var key in new[] { Keys.Event, Keys.Receipt, Keys.Checkpoint })
            await File.WriteAllTextAsync(Path.Combine(folder, "keys", key.Purpose + ".pem"), key.ExportPkcs8Pem());

        Assert.Equal(0, await RunAsync("archive", "verify", "--data", folder));
        Assert.Equal(0, await RunAsync(["archive", "verify", "--json", "--data", folder, .. Keys.Public().Keys.SelectMany(key => new[] { "--key", key.Kid })]));
        Assert.Equal(2, await RunAsync("archive", "verify", "--data", folder, "--key", ArchiveKeyRing.Create().Receipt.KeyId));
    }

    [Theory]
    [InlineData("supervision", "redraw", "--date", "2026-13-45")]
    [InlineData("supervision", "redraw", "--date", "2026-11-22")]
    public async Task Redraw_Is2_WhenThereIsNothingToCompare(params string[] arguments) => Assert.Equal(2, await RunAsync([.. arguments, "--data", folder]));

    [Theory]
    [InlineData("reports", "labour")]
    [InlineData("reports", "labour", "--month", "2026-11", "--format", "pdf")]
    [InlineData("reports", "labour", "--month", "2026-11")]
    public async Task Reports_Are2_WhenAskedForWrongly(params string[] arguments) => Assert.Equal(2, await RunAsync(arguments));

    [Fact]
    public async Task Verify_Is1_WhenWrong()
    {
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "ocip.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM records WHERE leaf=3";
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal(1, await RunAsync("archive", "verify", "--data", folder, "--key", KeyFile));
    }

    [Theory]
    [InlineData("archive", "verify", "--data", "/nonexistent")]
    [InlineData("archive", "list", "--data", "/nonexistent")]
    [InlineData("archive", "list", "--server", "ftp://host")]
    [InlineData("archive", "list", "--server", "http://127.0.0.1:1")]
    [InlineData("archive", "alarms", "--passed", "3")]
    [InlineData("archive", "holds", "place")]
    [InlineData("archive", "holds", "place", "01a20293-b0b4-7ca7-bc45-d4ed994d84ad", "--why", "x", "--room", "y", "--server", "http://127.0.0.1:1")]
    [InlineData("archive", "reports", "2026-13-99", "--server", "http://127.0.0.1:1")]
    public async Task Command_Is2_WhenItCannotStart(params string[] arguments) => Assert.Equal(2, await RunAsync(arguments));

    [Fact]
    public async Task Verify_Is2_WhenTheCheckpointFileIsMissing() =>
        Assert.Equal(2, await RunAsync("archive", "verify", "--data", folder, "--key", KeyFile, "--checkpoint", Path.Combine(folder, "none")));

    [Fact]
    public async Task ListAndShow_ReadTheFolder()
    {
        Assert.Equal(0, await RunAsync("archive", "list", "--data", folder));
        Assert.Equal(0, await RunAsync("archive", "list", "--data", folder, "--after", "-1", "--limit", "3", "--json"));
        Assert.Equal(0, await RunAsync("archive", "show", "5", "--data", folder));
        Assert.Equal(1, await RunAsync("archive", "show", "99", "--data", folder));
    }

    [Theory]
    [InlineData("a\u001b[31mred", "a·[31mred")]
    [InlineData("line\nend", "line end")]
    [InlineData("\u202egnp.exe", "·gnp.exe")]
    [InlineData("👩\u200d💻 مرحبا 漢", "👩\u200d💻 مرحبا 漢")]
    public void Printable_LeavesNothingThatSteersATerminal(string text, string shown) => Assert.Equal(shown, RecordText.Printable(text));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Task<int> RunAsync(params string[] arguments) => Commands.RunAsync(arguments);
}
