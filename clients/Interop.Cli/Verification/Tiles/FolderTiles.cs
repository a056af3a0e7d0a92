namespace Interop.Cli.Verification.Tiles;

/// <summary>A log that lies in a folder: a mirror that somebody has made, read offline.</summary>
internal sealed class FolderTiles(string folder) : ITileSource
{
    public async Task<byte[]?> ReadAsync(string path, int octetsMax, CancellationToken stop)
    {
        var file = Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));
        if (!File.Exists(file))
            return null;
        return new FileInfo(file).Length <= octetsMax ? await File.ReadAllBytesAsync(file, stop) : throw new ArchiveFaultException($"{path} is longer than it can be");
    }
}
