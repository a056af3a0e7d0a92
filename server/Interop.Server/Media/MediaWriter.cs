using System.Security.Cryptography;
using Interop.Protocol.Encoding;

namespace Interop.Server.Media;

/// <summary>Octets on their way in: to the disk as they come, hashed and looked at on the way, never in memory as a whole.</summary>
internal sealed class MediaWriter : IAsyncDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] head = new byte[MediaSniffer.HeadOctets];
    private readonly FileStream file;

    public MediaWriter(string path)
    {
        Path = path;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        file = new FileStream(path, options);
    }

    public string Path { get; }

    public long Size { get; private set; }

    /// <summary>SHA-256 of what came; there after <see cref="FinishAsync"/>.</summary>
    public byte[] Hash { get; private set; } = [];

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        if (Size < head.Length)
            octets.Span[..(int)Math.Min(octets.Length, head.Length - Size)].CopyTo(head.AsSpan((int)Size));
        hash.AppendData(octets.Span);
        Size += octets.Length;
        await file.WriteAsync(octets, cancellationToken);
    }

    /// <summary>All have come: what they are. The octets are on the disk when this returns; their name is not.</summary>
    public async Task<StoredMedia> FinishAsync()
    {
        await file.FlushAsync();
        file.Flush(flushToDisk: true);
        await file.DisposeAsync();
        Hash = hash.GetHashAndReset();
        return new StoredMedia(Base64UrlText.Of(Hash), Size, MediaSniffer.TypeOf(head.AsSpan(0, (int)Math.Min(Size, head.Length))));
    }

    /// <summary>Takes back what was not given a name.</summary>
    public async ValueTask DisposeAsync()
    {
        hash.Dispose();
        await file.DisposeAsync();
        File.Delete(Path);
    }
}
