using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Server.Export;

/// <summary>
/// A file of an export, encrypted by AES-256 in counter mode under the export's own key, so that it grows, is cut and is read at any place. That nothing in
/// it was altered is what the digests of the manifest are for. Without the key, which goes with the export, what is left on the disk is noise.
/// </summary>
internal sealed class CipherStream : Stream
{
    private const int BlockOctets = 16;
    private const int AtOnce = 64 * 1024;
    private readonly FileStream inner;
    private readonly Aes aes;
    private readonly long nonce;

    /// <param name="inner">The file.</param>
    /// <param name="key">32 octets.</param>
    /// <param name="name">Of the file: no two files of an export share a counter.</param>
    public CipherStream(FileStream inner, byte[] key, string name)
    {
        this.inner = inner;
        aes = Aes.Create();
        aes.Key = key;
        nonce = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => true;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var at = inner.Position;
        var read = inner.Read(buffer);
        Apply(buffer[..read], at);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var at = inner.Position;
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Apply(buffer.Span[..read], at);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var copy = ArrayPool<byte>.Shared.Rent(Math.Min(AtOnce, Math.Max(buffer.Length, 1)));
        for (var from = 0; from < buffer.Length;)
        {
            var part = copy.AsSpan(0, Math.Min(copy.Length, buffer.Length - from));
            buffer.Slice(from, part.Length).CopyTo(part);
            Apply(part, inner.Position);
            inner.Write(part);
            from += part.Length;
        }
        ArrayPool<byte>.Shared.Return(copy);
    }

    public override void Flush() => inner.Flush();

    /// <summary>Until it is on the disk.</summary>
    public void Sync() => inner.Flush(flushToDisk: true);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            using (aes)
                inner.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Encrypts, or decrypts, what stands at a place of the file.</summary>
    private void Apply(Span<byte> octets, long at)
    {
        var stream = ArrayPool<byte>.Shared.Rent(AtOnce + BlockOctets);
        while (octets.Length > 0)
        {
            var skipped = (int)(at % BlockOctets);
            var part = octets[..Math.Min(octets.Length, AtOnce - skipped)];
            var blocks = (skipped + part.Length + BlockOctets - 1) / BlockOctets;
            var counters = stream.AsSpan(0, blocks * BlockOctets);
            for (var i = 0; i < blocks; i++)
            {
                BinaryPrimitives.WriteInt64BigEndian(counters[(i * BlockOctets)..], nonce);
                BinaryPrimitives.WriteInt64BigEndian(counters[((i * BlockOctets) + 8)..], (at / BlockOctets) + i);
            }
            aes.EncryptEcb(counters, counters, PaddingMode.None);
            Xor(part, counters.Slice(skipped, part.Length));
            at += part.Length;
            octets = octets[part.Length..];
        }
        ArrayPool<byte>.Shared.Return(stream, clearArray: true);
    }

    private static void Xor(Span<byte> octets, ReadOnlySpan<byte> with)
    {
        var i = 0;
        for (; i + Vector<byte>.Count <= octets.Length; i += Vector<byte>.Count)
            (new Vector<byte>(octets[i..]) ^ new Vector<byte>(with[i..])).CopyTo(octets[i..]);
        for (; i < octets.Length; i++)
            octets[i] ^= with[i];
    }
}
