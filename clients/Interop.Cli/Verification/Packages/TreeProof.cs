using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification.Packages;

/// <summary>That all records of a package are leaves of one log, by the hashes of what lies between them (proofs/tree.bin), up to the root of its checkpoint.</summary>
internal sealed class TreeProof(IPackageFiles files) : IDisposable
{
    public const string File = "proofs/tree.bin";
    private readonly BufferedStream hashes = new(new PackageReader(files, File), 256 * 1024);
    private readonly TreeCover tree = new();
    private long read;

    /// <summary>The next record.</summary>
    /// <exception cref="PackageFaultException">Hashes are missing.</exception>
    public void Take(long index, byte[] leafHash)
    {
        Cover(index);
        tree.Add(0, leafHash);
    }

    /// <summary>At the end: the rest of the log is covered, nothing is left over, and the root is the one that was signed.</summary>
    /// <exception cref="PackageFaultException">It is not.</exception>
    public void End(Checkpoint checkpoint)
    {
        Cover(checkpoint.Size);
        if (hashes.ReadByte() >= 0)
            throw new PackageFaultException($"{File} has more hashes than there are gaps", File, read);
        if (!tree.Root().AsSpan().SequenceEqual(checkpoint.Root))
            throw new PackageFaultException("the records and proofs do not lead to the signed head of the log: a record is another, is missing, or never was in it", File, 0, read);
    }

    public void Dispose() => hashes.Dispose();

    private void Cover(long end)
    {
        foreach (var (height, _) in TreeCover.Gap(tree.Size, end))
        {
            var hash = new byte[MerkleTree.HashLength];
            if (hashes.ReadAtLeast(hash, hash.Length, throwOnEndOfStream: false) < hash.Length)
                throw new PackageFaultException($"{File} ends where a hash is needed for record {tree.Size} and those after it", File, read);
            read += hash.Length;
            tree.Add(height, hash);
        }
    }
}
