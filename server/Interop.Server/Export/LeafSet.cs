using System.Buffers.Binary;
using Interop.Protocol.Evidence;

namespace Interop.Server.Export;

/// <summary>
/// A set of leaves in the folder of an export: ranges by rising index, each of two numbers of eight octets. Read once, from the first to the last, so that
/// memory does not grow with it; an export that goes on after a crash reads the same set.
/// </summary>
internal sealed class LeafSet(ExportFolder folder, string name) : IDisposable
{
    private const int EntryOctets = 16;
    private const int BufferOctets = 4096 * EntryOctets;
    private readonly BufferedStream ranges = new(folder.OpenRead(name), BufferOctets);
    private readonly byte[] entry = new byte[EntryOctets];
    private LeafRange current = new(-1, -1);
    private bool isOver;

    /// <summary>Adds leaves at the end, by rising index and behind all that are there. Durable with the next save of the folder.</summary>
    public static void Append(ExportFolder folder, string name, IEnumerable<long> leaves)
    {
        var file = folder.Grow(name);
        var octets = new byte[EntryOctets];
        foreach (var range in LeafRanges.Of(leaves))
        {
            BinaryPrimitives.WriteInt64BigEndian(octets, range.First);
            BinaryPrimitives.WriteInt64BigEndian(octets.AsSpan(8), range.Last);
            file.Write(octets);
        }
    }

    /// <summary>Asked by rising index.</summary>
    public bool Contains(long leaf) => Next(leaf) == leaf;

    /// <summary>The first from a leaf on, which does not fall between two calls; null for none.</summary>
    public long? Next(long leaf)
    {
        while (!isOver && current.Last < leaf)
        {
            isOver = ranges.ReadAtLeast(entry, EntryOctets, throwOnEndOfStream: false) < EntryOctets;
            current = new LeafRange(BinaryPrimitives.ReadInt64BigEndian(entry), BinaryPrimitives.ReadInt64BigEndian(entry.AsSpan(8)));
        }
        return isOver ? null : Math.Max(current.First, leaf);
    }

    public void Dispose() => ranges.Dispose();
}
