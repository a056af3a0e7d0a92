using System.Net;
using System.Net.Http.Headers;

namespace Interop.Cli.Verification.Tiles;

/// <summary>A log that a provider serves. Whole tiles that were fetched before are not fetched again: they never change.</summary>
internal sealed class ServerTiles : ITileSource, IDisposable
{
    private readonly HttpClient http;
    private readonly string? folder;
    private readonly string head;

    /// <param name="server">The provider's address.</param>
    /// <param name="token">For entries, and where the log is not public; null without.</param>
    /// <param name="folder">Where everything is put as well, in the same layout; null for nowhere.</param>
    /// <param name="cosigned">The newest head that witnesses have cosigned, and not the newest of all.</param>
    public ServerTiles(Uri server, string? token, string? folder, bool cosigned = false)
    {
        (this.folder, head) = (folder, cosigned ? "checkpoint/cosigned" : TileName.Checkpoint);
        http = new HttpClient { BaseAddress = new Uri(server, "/ocip/v1/archive/") };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<byte[]?> ReadAsync(string path, int octetsMax, CancellationToken stop)
    {
        var kept = folder is null ? null : Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));
        if (kept is not null && path != TileName.Checkpoint && File.Exists(kept))
            return await new FolderTiles(folder!).ReadAsync(path, octetsMax, stop);
        try
        {
            using var answer = await http.GetAsync(path == TileName.Checkpoint ? head : path, HttpCompletionOption.ResponseHeadersRead, stop);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return null;
            if (!answer.IsSuccessStatusCode)
                throw new UsageException($"the server answered {(int)answer.StatusCode} for {path}{(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ": give a token that reads the archive with --token" : "")}");
            var octets = await AllAsync(answer, path, octetsMax, stop);
            if (kept is not null)
                await KeepAsync(kept, octets, stop);
            return octets;
        }
        catch (HttpRequestException fault)
        {
            throw new IOException($"{path} cannot be fetched: {fault.Message}", fault);
        }
    }

    public void Dispose() => http.Dispose();

    private static async Task<byte[]> AllAsync(HttpResponseMessage answer, string path, int octetsMax, CancellationToken stop)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(stop);
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, stop)) > 0;)
        {
            all.Write(buffer, 0, read);
            if (all.Length > octetsMax)
                throw new ArchiveFaultException($"{path} is longer than it can be");
        }
        return all.ToArray();
    }

    /// <summary>Under its name only when it is whole, whatever interrupts.</summary>
    private static async Task KeepAsync(string file, byte[] octets, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file + ".part", octets, stop);
        File.Move(file + ".part", file, overwrite: true);
    }
}
