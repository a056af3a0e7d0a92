using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Interop.Server.Archive.Encryption;

/// <summary>
/// Writes an encrypted file from its beginning to its end (see <see cref="DataFile"/>). A chunk goes to the disk when more follows it; what is behind
/// the last of them is the tail, which is in memory alone until <see cref="Complete"/>. Not for several threads.
/// </summary>
internal sealed class DataFileWriter : Stream
{
    private readonly AesGcm cipher;
    private readonly SafeFileHandle file;
    private readonly byte[] plain = ArrayPool<byte>.Shared.Rent(DataChunk.PlainOctets);
    private readonly byte[] chunk = ArrayPool<byte>.Shared.Rent(DataChunk.SealedOctets);
    private int filled;
    private bool completed;
    private bool disposed;

    internal DataFileWriter(string path, ReadOnlySpan<byte> key)
    {
        Path = path;
        cipher = DataChunk.Cipher(key);
        file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        RandomAccess.Write(file, DataFile.Magic, 0);
    }

    internal DataFileWriter(string path, ReadOnlySpan<byte> key, long chunks, ReadOnlySpan<byte> tail)
    {
        Path = path;
        cipher = DataChunk.Cipher(key);
        file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read);
        Chunks = chunks;
        tail.CopyTo(plain);
        filled = tail.Length;
    }

    public string Path { get; }

    /// <summary>Full chunks that are in the file.</summary>
    public long Chunks { get; private set; }

    /// <summary>What came behind them: 0 to 65536 octets.</summary>
    public ReadOnlySpan<byte> Tail => plain.AsSpan(0, filled);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    /// <summary>Octets of content that were written.</summary>
    public override long Length => (Chunks * DataChunk.PlainOctets) + filled;

    public override long Position { get => Length; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (filled == DataChunk.PlainOctets)
            {
                RandomAccess.Write(file, chunk.AsSpan(0, SealNext()), Place(Chunks));
                Chunks++;
                filled = 0;
            }
            buffer = buffer[Take(buffer)..];
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            if (filled == DataChunk.PlainOctets)
            {
                await RandomAccess.WriteAsync(file, chunk.AsMemory(0, SealNext()), Place(Chunks), cancellationToken);
                Chunks++;
                filled = 0;
            }
            buffer = buffer[Take(buffer.Span)..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes the end: the file is whole, and on the disk when this returns. Its name is the caller's to sync.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (completed)
            return;
        var size = DataChunk.Seal(cipher, Chunks, last: true, Tail, chunk);
        RandomAccess.Write(file, chunk.AsSpan(0, size), Place(Chunks));
        // A file that was gone on with may have had more behind.
        RandomAccess.SetLength(file, Place(Chunks) + size);
        completed = true;
        Sync();
    }

    /// <summary>What is in the file is on the disk when this returns; the tail is not in it.</summary>
    public void Sync() => RandomAccess.FlushToDisk(file);

    /// <summary>Does nothing: the tail is not a chunk yet, and <see cref="Sync"/> is for the rest.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            file.Dispose();
            cipher.Dispose();
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
            ArrayPool<byte>.Shared.Return(chunk);
        }
        base.Dispose(disposing);
    }

    private int SealNext() => DataChunk.Seal(cipher, Chunks, last: false, plain.AsSpan(0, DataChunk.PlainOctets), chunk);

    private int Take(ReadOnlySpan<byte> from)
    {
        ObjectDisposedException.ThrowIf(disposed || completed, this);
        var count = Math.Min(from.Length, DataChunk.PlainOctets - filled);
        from[..count].CopyTo(plain.AsSpan(filled));
        filled += count;
        return count;
    }

    private static long Place(long number) => DataFile.Magic.Length + (number * DataChunk.SealedOctets);
}
