namespace Interop.Protocol.ReviewApi;

/// <summary>A group of people, and who supervises them (spec 07.9).</summary>
public sealed record SupervisedGroup
{
    /// <summary>Of the groups that the administrator keeps.</summary>
    public required string Group { get; init; }

    /// <summary>Accounts of the role supervisor: they see what these people wrote, and nothing of others.</summary>
    public required string[] Supervisors { get; init; }

    /// <summary>Which share of a person's messages must be reviewed, in percent.</summary>
    public string? Minimum { get; init; }
}
