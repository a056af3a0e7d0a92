using Interop.Protocol.Media;

namespace Interop.Web.Pages.Chat;

/// <summary>A file that is to be part of the next message.</summary>
public sealed class UploadEntry
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Octets.</summary>
    public required long Size { get; init; }

    /// <summary>Octets that have arrived.</summary>
    public long Sent { get; set; }

    /// <summary>The link is broken; it goes on by itself.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>Why it was not taken.</summary>
    public string? Failure { get; set; }

    /// <summary>Trying again can help.</summary>
    public bool CanRetry { get; set; }

    /// <summary>It is there.</summary>
    public MediaView? Media { get; set; }

    public bool IsGoing => Media is null && Failure is null;
}
