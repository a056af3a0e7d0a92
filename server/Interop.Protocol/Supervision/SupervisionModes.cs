namespace Interop.Protocol.Supervision;

/// <summary>How an organisation supervises what its people write and get (spec 07).</summary>
public static class SupervisionModes
{
    /// <summary>Everything is archived; it is read only when there is a reason.</summary>
    public const string Archived = "archived";

    /// <summary>Archived, and looked through by people or machines as it passes.</summary>
    public const string Monitored = "monitored";

    /// <summary>Archived, and a reviewer may read it before it is delivered.</summary>
    public const string PreReview = "preReview";

    /// <summary>Archived, and reviewers read it, or samples of it, after it was delivered.</summary>
    public const string PostReview = "postReview";

    /// <summary>The modes of this version. A reader shows a mode that it does not know as it stands.</summary>
    public static readonly IReadOnlyList<string> All = [Archived, Monitored, PreReview, PostReview];
}
