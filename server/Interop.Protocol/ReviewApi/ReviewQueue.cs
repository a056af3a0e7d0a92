namespace Interop.Protocol.ReviewApi;

/// <summary>Which policies, of whom, are reviewed by whom (spec 07.9).</summary>
public sealed record ReviewQueue
{
    public required string Name { get; init; }

    /// <summary>Names of policies without their versions; a * at the end stands for the rest, alone for every policy that judges what people write.</summary>
    public required string[] Policies { get; init; }

    /// <summary>Whose messages; absent: those of everybody.</summary>
    public string[]? Groups { get; init; }

    /// <summary>Where items come from; absent: from everywhere.</summary>
    public string[]? Sources { get; init; }

    /// <summary>Accounts that review, by level, the first level first; an empty list stands for every reviewer. Absent: one level, and every reviewer.</summary>
    public string[][]? Levels { get; init; }

    /// <summary>Hours in which an item is to be closed.</summary>
    public int? DueHours { get; init; }

    public MustReview? Must { get; init; }
}
