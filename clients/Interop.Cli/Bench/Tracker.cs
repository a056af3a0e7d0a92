using System.Diagnostics;

namespace Interop.Cli.Bench;

/// <summary>What was sent and who has it, in arrays made beforehand: nothing is allocated while the clock runs.</summary>
internal sealed class Tracker
{
    private readonly int perSender;
    private readonly int receivers;
    private readonly long[] sentAt;
    private readonly long[] deliveredAt;
    private readonly long[] archiveIndex;
    private readonly int[] missing;
    private long completed;
    private long deliveries;
    private long duplicates;
    private long disagreements;
    private long refused;
    private long pending;
    private string? firstFailure;

    public Tracker(int senders, int perSender, int receivers)
    {
        (this.perSender, this.receivers) = (perSender, receivers);
        var messages = senders * perSender;
        sentAt = new long[messages];
        deliveredAt = new long[(long)messages * receivers];
        archiveIndex = new long[messages];
        missing = new int[messages];
        Array.Fill(missing, receivers);
        Array.Fill(archiveIndex, -1);
    }

    /// <summary>Told the sender each time that one of its messages is with every receiver.</summary>
    public Action<int> OnComplete { get; set; } = _ => { };

    /// <summary>Messages that are with every receiver.</summary>
    public long Completed => Interlocked.Read(ref completed);

    public long Deliveries => Interlocked.Read(ref deliveries);

    /// <summary>Delivered again to the same receiver.</summary>
    public long Duplicates => Interlocked.Read(ref duplicates);

    /// <summary>Receivers were told different archive indexes for one message.</summary>
    public long Disagreements => Interlocked.Read(ref disagreements);

    /// <summary>Submit results other than 2.0.0 and 2.1.0, and links that broke.</summary>
    public long Refused => Interlocked.Read(ref refused);

    public string? FirstFailure => firstFailure;

    /// <summary>Answered before another provider, which orders the room, has said anything.</summary>
    public long Pending => Interlocked.Read(ref pending);

    public void AnsweredEarly(int messages) => Interlocked.Add(ref pending, messages);

    /// <param name="sender">Who sends it.</param>
    /// <param name="number">Which of the sender's messages.</param>
    /// <param name="at">From when on its latency counts, as a Stopwatch timestamp: now, or when it was due.</param>
    public void Sending(int sender, int number, long at) => sentAt[(sender * perSender) + number] = at;

    /// <param name="receiver">Which of the message's receivers.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="number">Which of the sender's messages.</param>
    /// <param name="index">Archive index in its receipt.</param>
    /// <param name="at">When it was read, as a Stopwatch timestamp.</param>
    public void Delivered(int receiver, int sender, int number, long index, long at)
    {
        var message = (sender * perSender) + number;
        if ((uint)message >= (uint)sentAt.Length || (uint)number >= (uint)perSender)
        {
            Failed($"a message that nobody sent was delivered: sender {sender}, number {number}");
            return;
        }
        if (Interlocked.CompareExchange(ref deliveredAt[((long)message * receivers) + receiver], at, 0) != 0)
        {
            Interlocked.Increment(ref duplicates);
            return;
        }
        if (Interlocked.CompareExchange(ref archiveIndex[message], index, -1) is var known && known >= 0 && known != index)
            Interlocked.Increment(ref disagreements);
        Interlocked.Increment(ref deliveries);
        if (Interlocked.Decrement(ref missing[message]) != 0)
            return;
        Interlocked.Increment(ref completed);
        OnComplete(sender);
    }

    public void Failed(string why, int messages = 1)
    {
        Interlocked.Add(ref refused, messages);
        Interlocked.CompareExchange(ref firstFailure, why, null);
    }

    public bool IsDelivered(int sender, int number) => missing[(sender * perSender) + number] == 0;

    /// <summary>Index that the receipt of a delivered message named.</summary>
    public long IndexOf(int sender, int number) => archiveIndex[(sender * perSender) + number];

    /// <summary>
    /// Latencies of each sender's messages from a number on, and up to another: of every single delivery, sorted, in milliseconds; and the span in
    /// seconds from the first send to the last delivery.
    /// </summary>
    /// <param name="from">First number of each sender.</param>
    /// <param name="to">The number after the last.</param>
    /// <param name="of">Of which senders; null: of all.</param>
    public (double[] LatenciesMs, double Seconds, int Complete) Collect(int from, int to = int.MaxValue, Func<int, bool>? of = null)
    {
        var latencies = new List<double>();
        var (first, last, complete) = (long.MaxValue, 0L, 0);
        for (var message = 0; message < sentAt.Length; message++)
        {
            if (message % perSender < from || message % perSender >= to || sentAt[message] == 0 || of?.Invoke(message / perSender) == false)
                continue;
            first = Math.Min(first, sentAt[message]);
            if (missing[message] == 0)
                complete++;
            for (var receiver = 0; receiver < receivers; receiver++)
            {
                var at = deliveredAt[((long)message * receivers) + receiver];
                if (at == 0)
                    continue;
                last = Math.Max(last, at);
                latencies.Add(Stopwatch.GetElapsedTime(sentAt[message], at).TotalMilliseconds);
            }
        }
        latencies.Sort();
        return ([.. latencies], last > first ? Stopwatch.GetElapsedTime(first, last).TotalSeconds : 0, complete);
    }
}
