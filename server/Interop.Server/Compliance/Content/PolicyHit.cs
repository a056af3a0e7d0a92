namespace Interop.Server.Compliance.Content;

/// <summary>A place in what somebody wrote, or attached, that a policy has found.</summary>
/// <param name="Policy">As in records, without its version: kind:name.</param>
/// <param name="Version">Of the policy.</param>
/// <param name="Term">As it was written, or the name of the detector.</param>
/// <param name="Pointer">JSON Pointer (RFC 6901) into the content: to the string in which it stands; of a file to its part.</param>
/// <param name="Start">First UTF-16 unit in that string, or in the file's text.</param>
/// <param name="Length">UTF-16 units; surrogate pairs are whole.</param>
internal sealed record PolicyHit(string Policy, int Version, string Term, string Pointer, int Start, int Length)
{
    /// <summary>Of a file that could not be read.</summary>
    public const string UnreadableTerm = "unreadable";

    /// <summary>Number of the term or detector in its version, from 0; -1 of a file that could not be read.</summary>
    public int What { get; init; }

    /// <summary>The file in which it stands.</summary>
    public ReadFile? File { get; init; }
}
