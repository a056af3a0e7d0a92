using System.Security.Cryptography;
using Interop.Server.Archive.Encryption;

namespace Interop.Server.Media;

/// <summary>
/// Octets on their way in: to the disk as they come, encrypted, hashed and looked at on the way, never in memory as a whole. Their key is in memory alone
/// until they are kept: what a crash leaves cannot be read by anybody.
/// </summary>
internal sealed class MediaWriter(string path) : IAsyncDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] head = new byte[MediaSniffer.HeadOctets];
    private readonly byte[] key = DataFile.NewKey();
    private DataFileWriter? file;

    public long Size { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        file ??= DataFile.Create(path, key);
        if (Size < head.Length)
            octets.Span[..(int)Math.Min(octets.Length, head.Length - Size)].CopyTo(head.AsSpan((int)Size));
        hash.AppendData(octets.Span);
        Size += octets.Length;
        await file.WriteAsync(octets, cancellationToken);
    }

    /// <summary>All have come: what they are. The octets are on the disk when this returns; their name is not.</summary>
    public async Task<ArrivedMedia> FinishAsync()
    {
        file ??= DataFile.Create(path, key);
        file.Complete();
        await file.DisposeAsync();
        return new ArrivedMedia(Path.GetFileName(path), key, hash.GetHashAndReset(), Size, MediaSniffer.TypeOf(head.AsSpan(0, (int)Math.Min(Size, head.Length))));
    }

    /// <summary>Takes back what was not given a name.</summary>
    public async ValueTask DisposeAsync()
    {
        hash.Dispose();
        if (file is not null)
            await file.DisposeAsync();
        File.Delete(path);
    }
}
