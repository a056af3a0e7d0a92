using System.Diagnostics;

namespace Interop.Cli.Bench.Opening;

/// <summary>One person's frames: each room's messages must come once, and in the order in which they were written.</summary>
/// <param name="opened">When the office opened, as a stopwatch timestamp; 0 before.</param>
/// <param name="own">Rooms in which this person writes: who writes sees the own message at once.</param>
internal sealed class OpeningListener(Func<long> opened, HashSet<int> own)
{
    private readonly Dictionary<int, int> next = [];
    private readonly List<double> latencies = [];
    private int count;

    /// <summary>In milliseconds since the opening.</summary>
    public IReadOnlyList<double> LatenciesMs => latencies;

    public int Count => Volatile.Read(ref count);

    public string? Fault { get; private set; }

    public void Take(ReadOnlySpan<byte> frame)
    {
        var at = Stopwatch.GetTimestamp();
        var rest = frame;
        while (Payload.TryFind(ref rest, out var room, out var number))
        {
            if (own.Contains(room))
                continue;
            var expected = next.GetValueOrDefault(room);
            if (number != expected)
                Fault ??= $"message {number} of room {room} came where {expected} was due";
            if (opened() is var begun && begun == 0)
                Fault ??= "something came before the opening";
            next[room] = number + 1;
            latencies.Add(Stopwatch.GetElapsedTime(begun, at).TotalMilliseconds);
            Volatile.Write(ref count, count + 1);
        }
    }
}
