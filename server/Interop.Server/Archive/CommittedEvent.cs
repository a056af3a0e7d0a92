using System.Buffers;
using System.Globalization;
using System.Text;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Delivery;

namespace Interop.Server.Archive;

/// <summary>
/// An event with everything that its delivery carries, as ready-made JSON. Rendered once, however many recipients it has.
/// </summary>
/// <param name="Leaf">Index of its record.</param>
/// <param name="EventId">43 characters.</param>
/// <param name="Header">Canonical JSON.</param>
/// <param name="Body">Canonical JSON of what is delivered; null once erased.</param>
/// <param name="Hub">Canonical JSON of the hub entry.</param>
/// <param name="Receipt">Canonical JSON of the archive receipt.</param>
/// <param name="Seal">What the group commit signed.</param>
/// <param name="Index">Index in the seal.</param>
internal sealed record CommittedEvent(long Leaf, string EventId, byte[] Header, byte[]? Body, byte[] Hub, byte[] Receipt, BatchSeal Seal, int Index)
{
    private byte[]? rendered;

    /// <summary>Of an event whose delivered body is not the one that came in: the stamps that lead from that one to this one.</summary>
    public IReadOnlyList<SignedStamp> Stamps { get; init; } = [];

    /// <summary>…"event":{…},"receipt":{…},"proof":{"index":…,"path":[…],"batch": — the caller adds the frame's batch number and a brace.</summary>
    public byte[] Render()
    {
        if (rendered is not null)
            return rendered;
        var output = new PooledOctets(Header.Length + (Body?.Length ?? 0) + Receipt.Length + 1024);
        output.Write("\"event\":{\"id\":\""u8);
        output.Write(Encoding.ASCII.GetBytes(EventId));
        output.Write("\",\"header\":"u8);
        output.Write(Header);
        if (Body is not null)
        {
            output.Write(",\"body\":"u8);
            output.Write(Body);
        }
        output.Write(",\"hub\":"u8);
        output.Write(Hub);
        output.Write("},\"receipt\":"u8);
        output.Write(Receipt);
        output.Write(",\"proof\":{\"index\":"u8);
        output.Write(Encoding.ASCII.GetBytes(Index.ToString(CultureInfo.InvariantCulture)));
        output.Write(",\"path\":"u8);
        Seal.Tree.WritePath(Index, output);
        output.Write(",\"batch\":"u8);
        return rendered = output.Take();
    }
}
