namespace Interop.Bridges.Files;

/// <summary>A file on its way. Disposing of it deletes it.</summary>
internal sealed class SpooledFile : IAsyncDisposable
{
    private readonly string path;

    public SpooledFile(string path)
    {
        this.path = path;
        Octets = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous,
        });
    }

    /// <summary>To write it, from the beginning to the end.</summary>
    public FileStream Octets { get; }

    /// <summary>To read it when it is written; as often as needed.</summary>
    public Stream Open() => new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
    });

    public async ValueTask DisposeAsync()
    {
        await Octets.DisposeAsync();
        File.Delete(path);
    }
}
