namespace Interop.Cli.Bench;

/// <summary>One run of bench submit.</summary>
internal sealed record BenchOptions
{
    /// <summary>Sender and receiver pairs of direct chats; unless <see cref="Members"/> asks for a room.</summary>
    public required int Pairs { get; init; }

    /// <summary>Members of one room, or 0 for pairs.</summary>
    public required int Members { get; init; }

    /// <summary>How many of the room's members send.</summary>
    public required int Senders { get; init; }

    /// <summary>Messages that a sender may have under way, that is sent and not yet with every receiver.</summary>
    public required int Window { get; init; }

    /// <summary>Timed messages over all senders.</summary>
    public required int Count { get; init; }

    /// <summary>Messages before them over the same connections, not timed.</summary>
    public required int Warmup { get; init; }

    /// <summary>Messages per second over all senders, sent on time whatever the server does; 0 for the window.</summary>
    public required double Rate { get; init; }

    /// <summary>True: HTTP submit and server-sent events; false: the live binding.</summary>
    public required bool Sse { get; init; }

    /// <summary>A run without progress for so long has failed.</summary>
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromSeconds(15);

    public bool IsRoom => Members > 0;

    public int SenderCount => IsRoom ? Senders : Pairs;

    /// <summary>Receivers of one message; in a room the sender sees it too.</summary>
    public int ReceiversPerMessage => IsRoom ? Members : 1;

    public int WarmupPerSender => (Warmup + SenderCount - 1) / SenderCount;

    public int CountPerSender => Math.Max(1, Count / SenderCount);

    public int TotalPerSender => WarmupPerSender + CountPerSender;
}
