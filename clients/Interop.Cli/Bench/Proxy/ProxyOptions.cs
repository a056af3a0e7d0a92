namespace Interop.Cli.Bench.Proxy;

/// <summary>One run of bench proxy.</summary>
internal sealed record ProxyOptions
{
    /// <summary>Pairs of a sender and a receiver in direct chats, at each of the two servers.</summary>
    public required int Pairs { get; init; }

    /// <summary>Messages that a sender may have under way in the closed loop.</summary>
    public required int Window { get; init; }

    /// <summary>Messages at each server in the closed loop.</summary>
    public required int Count { get; init; }

    /// <summary>Messages at each server before everything that is timed.</summary>
    public required int Warmup { get; init; }

    /// <summary>Messages at each server in the open loop.</summary>
    public required int OpenCount { get; init; }

    /// <summary>Messages per second in the open loop.</summary>
    public required double Rate { get; init; }

    /// <summary>How often the open loop changes from the one server to the other, so that what else the machine does falls on both alike.</summary>
    public required int Rounds { get; init; }

    /// <summary>How often the closed loop changes from the one server to the other.</summary>
    public int ClosedRounds { get; init; } = 1;

    public int WarmupPerSender => PerSender(Warmup);

    public int RoundPerSender => Math.Max(1, PerSender(OpenCount) / Rounds);

    /// <summary>The number after a sender's last one in the open loop.</summary>
    public int OpenEnd => WarmupPerSender + (Rounds * RoundPerSender);

    public int ClosedPerSender => Math.Max(1, PerSender(Count) / ClosedRounds);

    public int TotalPerSender => OpenEnd + (ClosedRounds * ClosedPerSender);

    private int PerSender(int messages) => Math.Max(1, (messages + Pairs - 1) / Pairs);
}
