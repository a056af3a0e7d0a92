namespace Interop.Bridges.RealServers.Installation;

/// <summary>Chromium, in which the pages of the standard are tried.</summary>
public static class Browser
{
    // program → Debian package
    private static readonly (string Program, string Package)[] Needed = [("chromium", "chromium")];

    /// <summary>Path of the browser; null when there is none.</summary>
    public static string? Find() => Requirements.Find(Needed[0].Program);

    /// <summary>Gets it unless it is there.</summary>
    /// <exception cref="ServerMissingException">Only an administrator can get it; the message has the command.</exception>
    public static Task InstallAsync(IProgress<string> progress, TimeProvider time, CancellationToken cancel) => Requirements.GetAsync(Needed, progress, time, cancel);
}
