namespace Interop.Server.Compliance;

/// <summary>The hold that a retraction ended before its time.</summary>
internal enum CancelledHold
{
    None,

    /// <summary>It waited for the recipient's hours.</summary>
    Hours,

    /// <summary>It was sealed until its sender was told of the recording.</summary>
    Notice,
}
