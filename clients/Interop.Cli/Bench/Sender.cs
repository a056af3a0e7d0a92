using System.Diagnostics;
using System.Text;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Bench;

/// <summary>
/// One sender: sends as many messages as it is allowed to, all that it is allowed to at once in one transaction (≤ 50). In a closed
/// loop it is allowed one more for each that has arrived; in an open loop the clock allows it.
/// </summary>
internal sealed class Sender
{
    private const int TransactionEventsMax = 50;
    private const int IdLength = 36;

    private readonly int number;
    private readonly ILink link;
    private readonly Tracker tracker;
    private readonly byte[] before;
    private readonly byte[] buffer;
    private int next;
    private int limit;
    private int allowed;
    private int pumping;
    private Schedule? due;

    public Sender(int number, RoomId room, ILink link, Tracker tracker)
    {
        (this.number, this.link, this.tracker) = (number, link, tracker);
        before = Encoding.ASCII.GetBytes($$$"""{"room":"{{{room.Value}}}","type":"message","content":{"part":{"cardinality":"single","contentType":"text/plain","content":""" + '"');
        buffer = new byte[128 + ((before.Length + Payload.Octets + After.Length + 1) * TransactionEventsMax)];
        BeforeId.CopyTo(buffer);
        AfterId.CopyTo(buffer.AsSpan(BeforeId.Length + IdLength));
    }

    private static ReadOnlySpan<byte> BeforeId => "{\"transaction\":\""u8;

    private static ReadOnlySpan<byte> AfterId => "\",\"events\":["u8;

    private static ReadOnlySpan<byte> After => "\"}}}"u8;

    /// <summary>From now on up to this number may be sent. Call when nothing is under way.</summary>
    /// <param name="newLimit">Number of the first message that may not.</param>
    /// <param name="window">How many at once, to begin with.</param>
    /// <param name="schedule">When each is due, in an open loop: its latency counts from then on, however late it is sent. Null: from when it is sent.</param>
    public void Begin(int newLimit, int window, Schedule? schedule = null)
    {
        due = schedule;
        Volatile.Write(ref limit, newLimit);
        Volatile.Write(ref allowed, 0);
        if (window > 0)
            Allow(window);
    }

    /// <summary>Allows so many more messages and sends what it can at once.</summary>
    public void Allow(int messages)
    {
        Interlocked.Add(ref allowed, messages);
        if (Interlocked.Exchange(ref pumping, 1) == 0)
            _ = PumpAsync();
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                var count = Math.Min(Math.Min(Volatile.Read(ref allowed), TransactionEventsMax), Volatile.Read(ref limit) - next);
                if (count > 0)
                {
                    Interlocked.Add(ref allowed, -count);
                    await link.SubmitAsync(Compose(count), count);
                    continue;
                }
                Volatile.Write(ref pumping, 0);
                // Somebody may have allowed more between the look and the write.
                if (Volatile.Read(ref allowed) == 0 || next >= Volatile.Read(ref limit) || Interlocked.Exchange(ref pumping, 1) != 0)
                    return;
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or System.Net.WebSockets.WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            tracker.Failed($"sending failed: {broken.Message}");
        }
    }

    private ReadOnlyMemory<byte> Compose(int count)
    {
        Guid.CreateVersion7().TryFormat(buffer.AsSpan(BeforeId.Length), out _, "D");
        var length = BeforeId.Length + IdLength + AfterId.Length;
        for (var n = 0; n < count; n++, next++)
        {
            if (n > 0)
                buffer[length++] = (byte)',';
            before.CopyTo(buffer, length);
            length += before.Length;
            Payload.Write(buffer.AsSpan(length), number, next);
            length += Payload.Octets;
            After.CopyTo(buffer.AsSpan(length));
            length += After.Length;
            tracker.Sending(number, next, due?.DueAt(number, next) ?? Stopwatch.GetTimestamp());
        }
        "]}"u8.CopyTo(buffer.AsSpan(length));
        return buffer.AsMemory(0, length + 2);
    }
}
