namespace Interop.Server.Verification;

/// <summary>
/// Transactions that this process has seen lately, so that the usual case, a new one, costs no read. A UUIDv7 carries its time: one
/// from before <see cref="floor"/> may have been seen and forgotten, or answered by an earlier process, and is looked up.
/// </summary>
/// <param name="earlier">When the last process before this one took anything in; null for never.</param>
internal sealed class RecentTransactions(DateTimeOffset? earlier)
{
    public const int CountMax = 50_000;

    /// <summary>Clients' clocks may be ahead of ours by this much; ids further ahead are refused when they come in.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly HashSet<(long Submitter, Guid Transaction, int Ordinal)> seen = [];
    private readonly Queue<(long Submitter, Guid Transaction, int Ordinal)> order = [];
    private DateTimeOffset floor = earlier + AheadMax ?? DateTimeOffset.MinValue;

    /// <summary>When the id was made, by the clock of whoever made it.</summary>
    public static DateTimeOffset TimeOf(Guid uuidV7)
    {
        Span<byte> octets = stackalloc byte[16];
        uuidV7.TryWriteBytes(octets, bigEndian: true, out _);
        var milliseconds = ((long)octets[0] << 40) | ((long)octets[1] << 32) | ((long)octets[2] << 24) | ((long)octets[3] << 16) | ((long)octets[4] << 8) | octets[5];
        return DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds);
    }

    /// <summary>The least id that can have been made at this time, as it lies in the store.</summary>
    public static byte[] FirstIdOf(DateTimeOffset made)
    {
        var milliseconds = Math.Max(0, made.ToUnixTimeMilliseconds());
        var octets = new byte[16];
        for (var i = 0; i < 6; i++)
            octets[i] = (byte)(milliseconds >> (40 - (8 * i)));
        return octets;
    }

    /// <summary>True when it certainly was not seen before.</summary>
    public bool IsFirst(long submitter, Guid transaction, int ordinal)
    {
        var made = TimeOf(transaction);
        lock (gate)
        {
            var added = seen.Add((submitter, transaction, ordinal));
            if (added)
            {
                order.Enqueue((submitter, transaction, ordinal));
                if (order.Count > CountMax)
                {
                    var oldest = order.Dequeue();
                    seen.Remove(oldest);
                    var forgotten = TimeOf(oldest.Transaction);
                    if (forgotten > floor)
                        floor = forgotten;
                }
            }
            return added && made > floor;
        }
    }
}
