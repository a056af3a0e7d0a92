namespace Interop.Cli.Bench.Federation;

/// <summary>One run of bench federation.</summary>
internal sealed record FederationOptions
{
    public const string Out = "out";
    public const string In = "in";
    public const string Both = "both";

    /// <summary>Rooms, all ordered by the first provider.</summary>
    public required int Rooms { get; init; }

    /// <summary>People of each provider in each room; the first of them sends.</summary>
    public required int Members { get; init; }

    /// <summary>Whose people send: out, the hub's; in, the follower's; both.</summary>
    public required string Direction { get; init; }

    /// <summary>Messages that a sender may have under way.</summary>
    public required int Window { get; init; }

    /// <summary>Timed messages over all senders, in a closed loop.</summary>
    public required int Count { get; init; }

    /// <summary>Messages before them.</summary>
    public required int Warmup { get; init; }

    /// <summary>Messages in the open loop.</summary>
    public required int OpenCount { get; init; }

    /// <summary>Messages per second in the open loop; 0: half of what the closed loop reached.</summary>
    public required double Rate { get; init; }

    /// <summary>Folder for both data folders, which are kept; null: temporary ones.</summary>
    public required string? Data { get; init; }

    public int SenderCount => Direction == Both ? 2 * Rooms : Rooms;

    public int WarmupPerSender => PerSender(Warmup);

    public int CountPerSender => PerSender(Count);

    public int OpenPerSender => OpenCount == 0 ? 0 : PerSender(OpenCount);

    /// <summary>The number after a sender's last one in the closed loop.</summary>
    public int ClosedEnd => WarmupPerSender + CountPerSender;

    public int TotalPerSender => ClosedEnd + OpenPerSender;

    /// <summary>Whether the sender is one of the hub's people.</summary>
    public bool IsOfHub(int sender) => Direction == Out || (Direction == Both && sender < Rooms);

    private int PerSender(int messages) => Math.Max(1, (messages + SenderCount - 1) / SenderCount);
}
