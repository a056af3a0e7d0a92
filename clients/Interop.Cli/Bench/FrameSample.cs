using System.Text.Json;
using Interop.Client.Receipts;
using Interop.Protocol;
using Interop.Protocol.ClientApi;

namespace Interop.Cli.Bench;

/// <summary>A few frames as they came, checked in full when the clock has stopped: ids, content, receipts, proofs, signatures.</summary>
internal sealed class FrameSample
{
    private const int Every = 256;
    private const int KeptMax = 64;

    private readonly List<byte[]> kept = [];
    private int offered;

    public void Offer(ReadOnlySpan<byte> frame)
    {
        if (Interlocked.Increment(ref offered) % Every != 1)
            return;
        lock (kept)
        {
            if (kept.Count < KeptMax)
                kept.Add(frame.ToArray());
        }
    }

    /// <summary>Number of items checked, and the first fault or null.</summary>
    public (int Checked, string? Fault) Verify(ReceiptVerifier verifier)
    {
        var done = 0;
        foreach (var octets in kept)
        {
            // {"type":2,…,"item":{frame}} on the live binding; id, event and data lines on the other.
            var start = octets.AsSpan().IndexOf("{\"cursor\":"u8);
            var reader = new Utf8JsonReader(octets.AsSpan(start));
            var frame = JsonSerializer.Deserialize(ref reader, OcipJson.Default.SyncFrame)!;
            foreach (var item in frame.Items.Where(item => item.Kind == SyncItem.KindEvent))
            {
                done++;
                if (!verifier.TryVerify(frame, item, out var fault))
                    return (done, $"item {item.Position}: {fault}");
            }
        }
        return (done, null);
    }
}
