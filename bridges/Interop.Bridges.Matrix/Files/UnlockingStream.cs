using System.Security.Cryptography;
using Interop.Bridges.Connectors;

namespace Interop.Bridges.Matrix.Files;

/// <summary>Takes the octets of an encrypted file as they are stored and writes them on in clear. They count only after <see cref="Check"/>.</summary>
internal sealed class UnlockingStream : Stream
{
    private const int BlockOctets = 16;
    private readonly Stream to;
    private readonly byte[] expected;
    private readonly byte[] counter;
    private readonly byte[] pad = new byte[BlockOctets];
    private readonly Aes aes = Aes.Create();
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int used = BlockOctets;

    public UnlockingStream(Stream to, AttachmentLock held)
    {
        (this.to, expected, counter) = (to, held.Hash, [.. held.Counter]);
        aes.Key = held.Key;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        hash.AppendData(buffer.Span);
        var clear = buffer.ToArray();
        for (var at = 0; at < clear.Length; at++)
        {
            if (used == BlockOctets)
                NextPad();
            clear[at] ^= pad[used++];
        }
        await to.WriteAsync(clear, cancellationToken);
    }

    /// <summary>All were written: are they those that the message names?</summary>
    /// <exception cref="NativeRefusedException">They are not.</exception>
    public void Check()
    {
        if (!CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), expected))
            throw new NativeRefusedException("What is stored is not what its sender encrypted.");
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            aes.Dispose();
            hash.Dispose();
        }
        base.Dispose(disposing);
    }

    private void NextPad()
    {
        aes.EncryptEcb(counter, pad, PaddingMode.None);
        used = 0;
        for (var at = BlockOctets - 1; at >= 0 && ++counter[at] == 0; at--)
        {
            // The carry goes on to the left.
        }
    }
}
