using System.Diagnostics;

namespace Interop.Cli.Bench;

/// <summary>When each message of an open loop is due: one after the other, evenly, the senders in turn.</summary>
/// <param name="Start">When the first is due, as a Stopwatch timestamp.</param>
/// <param name="From">Number of each sender's first message.</param>
/// <param name="Senders">How many senders there are.</param>
/// <param name="Rate">Messages per second over all senders.</param>
internal sealed record Schedule(long Start, int From, int Senders, double Rate)
{
    /// <summary>As a Stopwatch timestamp.</summary>
    public long DueAt(int sender, int number) => DueAt(((long)(number - From) * Senders) + sender);

    /// <summary>Of the n-th message over all senders.</summary>
    public long DueAt(long n) => Start + (long)(n / Rate * Stopwatch.Frequency);
}
