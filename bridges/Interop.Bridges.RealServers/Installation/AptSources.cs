namespace Interop.Bridges.RealServers.Installation;

/// <summary>The Debian mirror that this machine's own apt uses.</summary>
public static class AptSources
{
    /// <summary>Environment variable that names a mirror on machines whose apt has none for Debian.</summary>
    public const string MirrorVariable = "INTEROP_DEBIAN_MIRROR";

    /// <summary>The mirror's address, as in a sources line.</summary>
    /// <exception cref="ServerMissingException">apt has no Debian mirror.</exception>
    public static string Mirror(string aptFolder = "/etc/apt")
    {
        if (Environment.GetEnvironmentVariable(MirrorVariable) is { Length: > 0 } given)
            return given;
        return Candidates(aptFolder).FirstOrDefault(IsDebian)
            ?? throw new ServerMissingException($"apt on this machine knows no Debian mirror: set {MirrorVariable} to the address of one.");
    }

    private static IEnumerable<string> Candidates(string aptFolder)
    {
        var parts = Path.Combine(aptFolder, "sources.list.d");
        string[] extra = Directory.Exists(parts) ? [.. Directory.GetFiles(parts).Order(StringComparer.Ordinal)] : [];
        foreach (var file in extra.Where(f => f.EndsWith(".sources", StringComparison.Ordinal)))
        {
            foreach (var line in File.ReadLines(file).Where(l => l.StartsWith("URIs:", StringComparison.OrdinalIgnoreCase)))
            {
                foreach (var address in line["URIs:".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    yield return address;
            }
        }
        foreach (var file in extra.Where(f => f.EndsWith(".list", StringComparison.Ordinal)).Prepend(Path.Combine(aptFolder, "sources.list")))
        {
            if (!File.Exists(file))
                continue;
            // deb [options] address suite components
            foreach (var words in File.ReadLines(file).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length > 2 && w[0] == "deb"))
            {
                var address = words.Skip(1).FirstOrDefault(w => w.Contains(":/", StringComparison.Ordinal));
                if (address is not null)
                    yield return address;
            }
        }
    }

    // The main archive ends in /debian; security and third-party archives do not have all packages.
    private static bool IsDebian(string address) =>
        address.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal) || address.EndsWith("/debian.list", StringComparison.Ordinal);
}
