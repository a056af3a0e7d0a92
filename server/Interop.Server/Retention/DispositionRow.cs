namespace Interop.Server.Retention;

/// <summary>A proposal, as the store has it.</summary>
internal sealed class DispositionRow
{
    public const string Preview = "preview";
    public const string Approved = "approved";
    public const string Running = "running";
    public const string Done = "done";

    public const string Select = "SELECT id, state, due, size, author, at, approved_by AS ApprovedBy, plan, reached, ended, finished FROM dispositions";

    public string Id { get; init; } = "";

    public string State { get; init; } = "";

    public string Due { get; init; } = "";

    public long Size { get; init; }

    public string Author { get; init; } = "";

    public string At { get; init; } = "";

    public string? ApprovedBy { get; init; }

    /// <summary><see cref="DuePlan"/> as JSON.</summary>
    public string Plan { get; init; } = "";

    /// <summary>Last record of the log that was gone through.</summary>
    public long Reached { get; init; }

    public long Ended { get; init; }

    public string? Finished { get; init; }
}
