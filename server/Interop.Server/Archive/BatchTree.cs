using System.Buffers;
using System.Buffers.Text;
using Interop.Protocol.Evidence;

namespace Interop.Server.Archive;

/// <summary>
/// The Merkle tree over the entries of one group commit, all levels kept, so that each entry's inclusion path costs only its own
/// length. Pairing from the bottom and carrying an odd node up gives the tree of RFC 6962.
/// </summary>
internal sealed class BatchTree
{
    private readonly byte[][][] levels;

    public BatchTree(byte[][] leafHashes)
    {
        var built = new List<byte[][]> { leafHashes };
        while (built[^1].Length > 1)
        {
            var below = built[^1];
            var above = new byte[(below.Length + 1) / 2][];
            for (var i = 0; i < above.Length; i++)
                above[i] = (2 * i) + 1 < below.Length ? MerkleTree.NodeHash(below[2 * i], below[(2 * i) + 1]) : below[2 * i];
            built.Add(above);
        }
        levels = [.. built];
    }

    public int Size => levels[0].Length;

    public byte[] Root => levels[^1][0];

    public byte[][] LeafHashes => levels[0];

    /// <summary>The inclusion path, leaf to root, each hash as base64url.</summary>
    public string[] Path(int index)
    {
        var path = new List<string>(levels.Length);
        for (var level = 0; level < levels.Length - 1; level++, index >>= 1)
        {
            var sibling = index ^ 1;
            if (sibling < levels[level].Length)
                path.Add(Base64Url.EncodeToString(levels[level][sibling]));
        }
        return [.. path];
    }

    /// <summary>Writes the path as a JSON array of base64url strings.</summary>
    public void WritePath(int index, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        for (var level = 0; level < levels.Length - 1; level++, index >>= 1)
        {
            var sibling = index ^ 1;
            if (sibling >= levels[level].Length)
                continue;
            output.Write(first ? "\""u8 : ",\""u8);
            var span = output.GetSpan(43);
            Base64Url.EncodeToUtf8(levels[level][sibling], span, out _, out var written);
            output.Advance(written);
            output.Write("\""u8);
            first = false;
        }
        output.Write("]"u8);
    }
}
