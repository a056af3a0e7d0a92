using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Interop.Server.Archive.Encryption;

/// <summary>
/// The content of an encrypted file, from any place of it (see <see cref="DataFile"/>). One chunk is in memory; nothing of a chunk is given before the
/// whole chunk was found to be what was written. Not for several threads.
/// </summary>
internal sealed class DataFileReader : Stream
{
    private readonly AesGcm cipher;
    private readonly SafeFileHandle file;
    private readonly byte[] plain = ArrayPool<byte>.Shared.Rent(DataChunk.PlainOctets);
    private readonly byte[] chunk = ArrayPool<byte>.Shared.Rent(DataChunk.SealedOctets);
    private long loaded = -1;
    private int size;
    private long position;
    private bool disposed;

    internal DataFileReader(string path, ReadOnlySpan<byte> key)
    {
        Path = path;
        cipher = DataChunk.Cipher(key);
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var octets = RandomAccess.GetLength(file) - DataFile.Magic.Length;
            Span<byte> magic = stackalloc byte[DataFile.Magic.Length];
            if (RandomAccess.Read(file, magic, 0) != magic.Length || !magic.SequenceEqual(DataFile.Magic))
                throw new DataFileException(path, -1, "this is no encrypted file");
            Chunks = Math.Max(1, (octets + DataChunk.SealedOctets - 1) / DataChunk.SealedOctets);
            // The last chunk says by its tag that it is the last: with it the length is known to be the one that was written.
            Load(Chunks - 1);
            Length = ((Chunks - 1) * DataChunk.PlainOctets) + size;
        }
        catch
        {
            Dispose(disposing: true);
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Chunks of the file; one at least.</summary>
    public long Chunks { get; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0 || position >= Length)
            return 0;
        if (position / DataChunk.PlainOctets != loaded)
            Load(position / DataChunk.PlainOctets);
        return Give(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || position >= Length)
            return 0;
        if (position / DataChunk.PlainOctets != loaded)
            await LoadAsync(position / DataChunk.PlainOctets, cancellationToken);
        return Give(buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            file?.Dispose();
            cipher.Dispose();
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
            ArrayPool<byte>.Shared.Return(chunk);
        }
        base.Dispose(disposing);
    }

    private int Give(Span<byte> buffer)
    {
        var from = (int)(position % DataChunk.PlainOctets);
        var count = Math.Min(buffer.Length, size - from);
        plain.AsSpan(from, count).CopyTo(buffer);
        position += count;
        return count;
    }

    private void Load(long number)
    {
        loaded = -1;
        var octets = 0;
        int read;
        while (octets < DataChunk.SealedOctets && (read = RandomAccess.Read(file, chunk.AsSpan(octets, DataChunk.SealedOctets - octets), Place(number) + octets)) > 0)
            octets += read;
        Take(number, octets);
    }

    private async ValueTask LoadAsync(long number, CancellationToken cancellationToken)
    {
        loaded = -1;
        var octets = 0;
        int read;
        while (octets < DataChunk.SealedOctets && (read = await RandomAccess.ReadAsync(file, chunk.AsMemory(octets, DataChunk.SealedOctets - octets), Place(number) + octets, cancellationToken)) > 0)
            octets += read;
        Take(number, octets);
    }

    private void Take(long number, int octets)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var last = number == Chunks - 1;
        size = DataChunk.Open(cipher, number, last, chunk.AsSpan(0, octets), plain);
        if (size < 0 || (!last && size != DataChunk.PlainOctets))
            throw new DataFileException(Path, number, last ? "this is not the end that was written: the file was cut, appended to or changed" : "this is not what was written");
        loaded = number;
    }

    private static long Place(long number) => DataFile.Magic.Length + (number * DataChunk.SealedOctets);
}
