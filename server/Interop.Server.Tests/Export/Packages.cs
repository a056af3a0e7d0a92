using System.IO.Compression;
using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Outside;
using Interop.Cli.Verification.Packages;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>Exports made by an officer of a real server, and their packages on the disk.</summary>
internal sealed class Packages : IDisposable
{
    private readonly Scene scene;
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-packages-").FullName;

    private Packages(Scene scene, OcipClient office, string token) => (this.scene, Office, Token) = (scene, office, token);

    public static readonly string[] AllFormats = ["csv", "eml", "actiance", "edrm", "html"];

    public OcipClient Office { get; }

    public string Token { get; }

    public static async Task<Packages> OpenAsync(Scene scene, string account, params string[] roles)
    {
        await scene.Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account)]));
        var token = await scene.Admin.CreateTokenAsync(account, new TokenRequest(roles));
        return new Packages(scene, new OcipClient(scene.Server.Address, token.Token), token.Token);
    }

    public async Task<ExportView> UntilEndedAsync(string id)
    {
        for (var i = 0; i < 600; i++)
        {
            var view = await Office.Archive.ExportAsync(id);
            if (view.State is not ("queued" or "running"))
                return view;
            await Pause.Ms(50);
        }
        throw new TimeoutException($"the export does not end:\n{scene.Server.Output}");
    }

    public Task<(ExportView View, string Path)> MakeAsync(ExportScope scope, params string[] formats) => MakeAsync(new ExportRequest("an examination", formats, scope));

    public async Task<(ExportView View, string Path)> MakeAsync(ExportRequest request)
    {
        var view = await UntilEndedAsync((await Office.Archive.ExportAsync(request)).Id);
        Assert.True(view.State == "done", $"{view.State}: {view.Detail}\n{scene.Server.Output}");
        return (view, await FetchAsync(view));
    }

    public async Task<string> FetchAsync(ExportView view)
    {
        var path = Path.Combine(folder, view.Id + ".zip");
        await using var file = new FileStream(path, FileMode.Create);
        await Office.Archive.DownloadExportAsync(view.Id, file);
        return path;
    }

    public PackageReport Verify(string path) => Verify(path, new PinnedKeys(scene.Keys.Keys, isPinned: true));

    public static PackageReport Verify(string path, PinnedKeys keys, params string[] peerKeys) => Verify(path, keys, OutsideTrust.None, peerKeys);

    public static PackageReport Verify(string path, PinnedKeys keys, OutsideTrust outside, params string[] peerKeys)
    {
        try
        {
            using IPackageFiles files = Directory.Exists(path) ? new FolderPackage(path) : new ZipPackage(path);
            return new PackageVerifier(files, keys, new PeerKeySets(peerKeys)) { Outside = outside }.Run(null, default);
        }
        catch (PackageFaultException fault)
        {
            return new PackageReport { Fault = fault, Place = fault.File is null ? fault.Offset : null };
        }
    }

    public PackageReport Good(string path)
    {
        var report = Verify(path);
        Assert.True(report.Fault is null, $"{report.Fault?.Message} ({report.Fault?.File} {report.Fault?.Offset})");
        return report;
    }

    /// <summary>Indexes of the records of a package.</summary>
    public static async Task<long[]> IndexesAsync(string path) => [.. (await LinesAsync(path)).Select(line => line.GetProperty("index").GetInt64())];

    public static async Task<string[]> KindsAsync(string path) => [.. (await LinesAsync(path)).Select(line => line.GetProperty("record").GetProperty("kind").GetString()!)];

    public static async Task<string> TextAsync(string path, string file)
    {
        await using var zip = await ZipFile.OpenReadAsync(path);
        using var reader = new StreamReader(await zip.GetEntry(file)!.OpenAsync());
        return await reader.ReadToEndAsync();
    }

    private static async Task<IEnumerable<JsonElement>> LinesAsync(string path) =>
        (await TextAsync(path, "records.ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    public void Dispose()
    {
        Office.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
