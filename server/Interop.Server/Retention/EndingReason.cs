namespace Interop.Server.Retention;

/// <summary>Why a body ends (spec 9.8).</summary>
internal static class EndingReason
{
    /// <summary>The schedule.</summary>
    public const string Maximum = "maximum";

    /// <summary>A request of a person.</summary>
    public const string Erasure = "erasure";

    /// <summary>The sender of sealed content objects to the recording.</summary>
    public const string Objection = "objection";
}
