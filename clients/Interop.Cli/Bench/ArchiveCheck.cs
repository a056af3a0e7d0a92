using System.Runtime.InteropServices;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Bench;

/// <summary>That every delivered message stands in the archive exactly once, under the index that its receipt named.</summary>
internal sealed class ArchiveCheck(BenchOptions options, Tracker tracker)
{
    private readonly bool[] found = new bool[options.SenderCount * options.TotalPerSender];

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
                if (!found[message] && tracker.IsDelivered(message / options.TotalPerSender, message % options.TotalPerSender))
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
        var message = (sender * options.TotalPerSender) + number;
        if ((uint)message >= (uint)found.Length || found[message] || (tracker.IsDelivered(sender, number) && tracker.IndexOf(sender, number) != index))
        {
            Wrong++;
            return;
        }
        found[message] = true;
        Found++;
    }
}
