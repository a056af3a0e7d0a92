namespace Interop.Cli.Bench.Archive;

/// <summary>What is put into the archive.</summary>
internal sealed record FillOptions
{
    /// <summary>Messages, edits, retractions and refused ones among them.</summary>
    public required long Messages { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Of a new archive; one that was filled before keeps its own.</summary>
    public required int People { get; init; }

    /// <summary>Days over which they are written.</summary>
    public required int Days { get; init; }

    /// <summary>Transactions under way at the same time.</summary>
    public required int Lanes { get; init; }

    /// <summary>Events of one transaction.</summary>
    public required int Transaction { get; init; }

    /// <summary>How many people a number of messages needs, so that everybody says some hundreds to thousands a year.</summary>
    public static int PeopleFor(long messages) => (int)Math.Clamp(messages / 2500, 12, 600);
}
