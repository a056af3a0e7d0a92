namespace Interop.Server.Media;

/// <summary>Whether a type that somebody says fits what the octets were found to be (spec 15.5).</summary>
internal static class MediaTypes
{
    // Found as the container or the plain form of many types: such octets contradict only a type that begins otherwise.
    private static readonly string[] Wide =
    [
        MediaSniffer.Unknown, "text/plain", "text/xml", "text/html", "application/zip", "application/gzip", "application/ogg", "application/x-ole-storage", "video/mp4", "video/webm", "image/tiff",
    ];

    private static readonly string[] OneForm =
    [
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "application/pdf", "application/zip", "application/gzip", "audio/flac", "application/wasm", "font/woff", "font/woff2",
    ];

    /// <summary>True when the octets cannot be what is said.</summary>
    /// <param name="declared">A media type, with or without parameters.</param>
    /// <param name="found">By <see cref="MediaSniffer"/>.</param>
    public static bool Contradict(string declared, string found)
    {
        var essence = declared.Split(';')[0].Trim().ToLowerInvariant();
        if (essence == found || essence == MediaSniffer.Unknown)
            return false;
        if (!Wide.Contains(found, StringComparer.Ordinal))
            return true;
        // What a program may run is never merely the plain form of something harmless.
        if (found is "text/html" or "text/xml")
            return !essence.EndsWith("+xml", StringComparison.Ordinal) && essence is not ("application/xml" or "text/plain");
        return OneForm.Contains(essence, StringComparer.Ordinal);
    }
}
