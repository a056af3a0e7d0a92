using System.Runtime.InteropServices;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Bench;

/// <summary>That every delivered message stands in the archive exactly once, under the index that its receipt named.</summary>
/// <param name="senders">Of the run.</param>
/// <param name="perSender">Messages that each of them sent.</param>
/// <param name="tracker">What was delivered.</param>
/// <param name="hasIndexOf">Whether the receipts of this sender's messages that were delivered are this archive's; null: of all.</param>
internal sealed class ArchiveCheck(int senders, int perSender, Tracker tracker, Func<int, bool>? hasIndexOf = null)
{
    private readonly bool[] found = new bool[senders * perSender];

    public long Found { get; private set; }

    /// <summary>Twice, under another index than the receipt's, or of nobody in this run.</summary>
    public long Wrong { get; private set; }

    /// <summary>Delivered and not there. Final once all records were taken.</summary>
    public long Missing
    {
        get
        {
            var missing = 0;
            for (var message = 0; message < found.Length; message++)
            {
                if (!found[message] && tracker.IsDelivered(message / perSender, message % perSender))
                    missing++;
            }
            return missing;
        }
    }

    public void Take(ArchiveRecord record)
    {
        if (record.Body is { } body)
            Take(record.Index, JsonMarshal.GetRawUtf8Value(body.Content));
    }

    public void Take(long index, ReadOnlySpan<byte> body)
    {
        if (!Payload.TryFind(ref body, out var sender, out var number))
            return;
        var message = (sender * perSender) + number;
        if ((uint)message >= (uint)found.Length || found[message] || IsElsewhere(sender, number, index))
        {
            Wrong++;
            return;
        }
        found[message] = true;
        Found++;
    }

    private bool IsElsewhere(int sender, int number, long index) =>
        (hasIndexOf is null || hasIndexOf(sender)) && tracker.IsDelivered(sender, number) && tracker.IndexOf(sender, number) != index;
}
