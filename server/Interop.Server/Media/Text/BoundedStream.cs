namespace Interop.Server.Media.Text;

/// <summary>The first octets of a stream: it ends where the bound is, whatever comes. Reading throws OperationCanceledException once it is ended.</summary>
internal sealed class BoundedStream(Stream octets, long max, CancellationToken stop = default) : Stream
{
    private long left = max;

    /// <summary>Octets that may still be read.</summary>
    public long Left => left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        stop.ThrowIfCancellationRequested();
        var read = octets.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
        left -= read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
