using System.Buffers.Text;
using System.Diagnostics;

namespace Interop.Cli.Bench;

/// <summary>One receiver's frames: finds each message and its archive index in the raw octets, and keeps a sample of frames for a full check.</summary>
/// <param name="number">Which of a message's receivers this is.</param>
/// <param name="tracker">Told of each message.</param>
/// <param name="sample">Of frames.</param>
/// <param name="counts">Whether the messages of a sender are for this receiver to count; null: of all.</param>
internal sealed class Receiver(int number, Tracker tracker, FrameSample sample, Func<int, bool>? counts = null)
{
    public void Take(ReadOnlySpan<byte> frame)
    {
        var at = Stopwatch.GetTimestamp();
        sample.Offer(frame);
        var rest = frame;
        while (Payload.TryFind(ref rest, out var sender, out var message))
        {
            if (counts is not null && !counts(sender))
                continue;
            // The receipt follows its event's content, and "index" is first said in it.
            var found = rest.IndexOf("\"index\":"u8);
            if (found < 0 || !Utf8Parser.TryParse(rest[(found + 8)..], out long index, out _))
            {
                tracker.Failed("a message was delivered without a receipt");
                continue;
            }
            tracker.Delivered(number, sender, message, index, at);
        }
    }
}
