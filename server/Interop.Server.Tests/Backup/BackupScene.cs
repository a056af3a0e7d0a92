using System.Net;
using System.Net.Http.Json;
using Interop.Cli;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.Backup;

/// <summary>A server with a folder for backups, and the commands that an administrator has for them.</summary>
internal sealed class BackupScene : IAsyncDisposable
{
    private readonly string folder;

    private BackupScene(Scene scene, string folder) => (Scene, this.folder) = (scene, folder);

    public Scene Scene { get; }

    /// <summary>Options of the server.</summary>
    public string[] Options => ["--backups", folder];

    public string KeyFolder => Path.Combine(Scene.Server.Data, "keys");

    public static async Task<BackupScene> OpenAsync(params string[] options)
    {
        var backups = Directory.CreateTempSubdirectory("ocip-backups-").FullName;
        return new BackupScene(await Scene.OpenAsync(["--backups", backups, .. options]), backups);
    }

    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>A folder that is not there yet.</summary>
    public string Fresh(string name) => Path.Combine(folder, $"restored-{name}");

    public Task<HttpResponseMessage> BeginAsync(string name, bool withKeys = false) =>
        Scene.Http.PostAsJsonAsync(new Uri("ocip/v1/archive/backups", UriKind.Relative), new BackupRequest(name, withKeys), OcipJson.Default.BackupRequest);

    /// <summary>A backup, when it is made or has failed.</summary>
    public async Task<BackupView> MakeAsync(string name, bool withKeys = false)
    {
        using var answer = await BeginAsync(name, withKeys);
        Xunit.Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        while (true)
        {
            if (await Scene.Office.Archive.BackupAsync(name) is { State: not BackupView.Running } end)
                return end;
            await Pause.Ms(20);
        }
    }

    public Task<int> RestoreAsync(string name, string target, params string[] more) => RunAsync(["archive", "restore", "--from", PathOf(name), "--data", target, .. more]);

    public Task<int> DrillAsync(string name, params string[] more) =>
        RunAsync(["archive", "restore-drill", "--from", PathOf(name), "--server", Scene.Server.Address.ToString(), "--token", Scene.AdminToken, .. more]);

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The command line, in this process.</summary>
    public static Task<int> RunAsync(string[] arguments) => Commands.RunAsync(arguments);
}
