namespace Interop.Web.Shared;

/// <summary>How an organisation supervises (spec 7.4), in a sentence for whom it concerns.</summary>
public static class SupervisionWords
{
    /// <summary>Of a declaration's mode.</summary>
    public static string How(string mode) => mode switch
    {
        "archived" => "It is kept, and read only for a reason. Nobody watches as you write.",
        "monitored" => "It is kept and looked through as it passes. Officers may watch a room as it happens; that they do is on record.",
        "preReview" => "It is kept, and an officer may read it before it is delivered, or watch a room as it happens; that they do is on record.",
        "postReview" => "It is kept, and officers read it, or samples of it, afterwards. They may also watch a room as it happens; that they do is on record.",
        _ => mode,
    };
}
