namespace Interop.Cli.Verification.Packages;

/// <summary>One file of a package as a stream, from its first octet to its last.</summary>
internal sealed class PackageReader(IPackageFiles files, string path) : Stream
{
    private readonly long size = files.Sizes[path];
    private long at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position { get => at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = files.Read(path, at, buffer);
        at += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
