using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.ProxyApi;
using Interop.Server.Archive;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;

namespace Interop.Server.Delivery;

/// <summary>
/// Composes a SyncFrame from ready-made pieces: an event's JSON is made once for all its recipients and only copied here. The signatures
/// that the items' proofs refer to come last in the frame, once each.
/// </summary>
internal sealed class FrameWriter
{
    /// <summary>Frames stay below the large-object limit of the collector.</summary>
    public const int OctetsMax = 48 * 1024;

    private readonly PooledOctets items = new(4096);
    private readonly List<(long? First, string? Signature, byte[] Json)> batches = [];

    public int Count { get; private set; }

    /// <summary>Enough for one frame.</summary>
    public bool IsFull => items.WrittenCount >= OctetsMax || Count >= 500;

    public void WriteEvent(long position, CommittedEvent committed, bool released, User[]? recipients)
    {
        var seal = batches.FindIndex(b => b.First == committed.Seal.First);
        if (seal < 0)
        {
            batches.Add((committed.Seal.First, null, committed.Seal.Json));
            seal = batches.Count - 1;
        }
        Begin(position, "event"u8);
        if (released)
            items.Write("\"released\":true,"u8);
        if (recipients is not null)
            Text($"\"recipients\":[{string.Join(',', recipients.Select(r => JsonSerializer.Serialize(r.UserId, OcipJson.Default.UserId)))}],");
        if (committed.Stamps.Count > 0)
            WriteStamps(committed.Stamps);
        items.Write(committed.Render());
        Text(seal.ToString(CultureInfo.InvariantCulture));
        items.Write("}}"u8);
    }

    public void WriteStatus(long position, DeliveryStatus status)
    {
        Begin(position, "status"u8);
        items.Write("\"status\":"u8);
        items.Write(JsonSerializer.SerializeToUtf8Bytes(status, OcipJson.Default.DeliveryStatus));
        items.Write("}"u8);
    }

    public void WritePortal(long position, PortalRequest request)
    {
        Begin(position, "portal"u8);
        items.Write("\"portal\":"u8);
        items.Write(JsonSerializer.SerializeToUtf8Bytes(request, OcipJson.Default.PortalRequest));
        items.Write("}"u8);
    }

    /// <summary>The frame on one line of JSON. The writer is used up by this.</summary>
    public byte[] ToFrame(long cursor)
    {
        var output = new PooledOctets(items.WrittenCount + 512 + batches.Sum(batch => batch.Json.Length + 1));
        output.Write(Encoding.ASCII.GetBytes($"{{\"cursor\":{cursor},\"batches\":["));
        for (var i = 0; i < batches.Count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            output.Write(batches[i].Json);
        }
        output.Write("],\"items\":["u8);
        output.Write(items.WrittenSpan);
        output.Write("]}"u8);
        items.Return();
        return output.Take();
    }

    private void WriteStamps(IReadOnlyList<SignedStamp> stamps)
    {
        var decisions = stamps.Select(stamp =>
        {
            var index = batches.FindIndex(b => b.Signature == stamp.Batch.Signature);
            if (index < 0)
            {
                batches.Add((null, stamp.Batch.Signature, JsonSerializer.SerializeToUtf8Bytes(stamp.Batch, OcipJson.Default.SignedBatch)));
                index = batches.Count - 1;
            }
            return new StampedDecision(stamp.Stamp, stamp.Proof with { Batch = index });
        });
        items.Write("\"stamps\":"u8);
        items.Write(JsonSerializer.SerializeToUtf8Bytes([.. decisions], OcipJson.Default.StampedDecisionArray));
        items.Write(","u8);
    }

    private void Begin(long position, ReadOnlySpan<byte> kind)
    {
        if (Count++ > 0)
            items.Write(","u8);
        Text($"{{\"position\":{position},\"kind\":\"");
        items.Write(kind);
        items.Write("\","u8);
    }

    private void Text(string ascii)
    {
        var span = items.GetSpan(ascii.Length * 3);
        items.Advance(Encoding.UTF8.GetBytes(ascii, span));
    }
}
