namespace Interop.Protocol.Signatures;

/// <summary>What keys sign for (spec 08). A key has one purpose, and a signature names it in its <c>typ</c>.</summary>
public static class KeyPurposes
{
    /// <summary>The origin's signature over event ids.</summary>
    public const string Event = "event";

    /// <summary>The archive's signature over receipts.</summary>
    public const string Receipt = "receipt";

    /// <summary>The archive's signature over the head of its log.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>A hub's signature over the entries that give events their places (spec 05).</summary>
    public const string Hub = "hub";

    /// <summary>A compliance proxy's signature over its decisions (spec 07).</summary>
    public const string Stamp = "stamp";

    /// <summary>A provider's signature over its directory (spec 02).</summary>
    public const string Directory = "directory";

    /// <summary>A provider's signature over requests and answers (spec 02).</summary>
    public const string Request = "request";

    /// <summary>Every purpose of OCIP 1.</summary>
    public static IReadOnlyList<string> All { get; } = [Event, Receipt, Checkpoint, Hub, Stamp, Directory, Request];

    internal static void RefuseUnfit(string purpose)
    {
        if (!All.Contains(purpose, StringComparer.Ordinal))
            throw new ArgumentException($"'{purpose}' is none of {string.Join(", ", All)}", nameof(purpose));
    }
}
