namespace Interop.Bridges.RealServers.Installation;

/// <summary>Where things of a developer's checkout are: its root, and the folder of downloaded servers.</summary>
public static class Checkout
{
    /// <summary>Environment variable that names another folder for downloaded servers.</summary>
    public const string ServersVariable = "INTEROP_SERVERS";

    /// <summary>The folder that holds Interop.sln, above the running program or the working directory; null when there is none.</summary>
    public static string? Root { get; } = Above(AppContext.BaseDirectory) ?? Above(Directory.GetCurrentDirectory());

    /// <summary>The folder for downloaded servers: INTEROP_SERVERS, else .servers in the checkout.</summary>
    /// <exception cref="ServerMissingException">Neither is there.</exception>
    public static string Servers =>
        Environment.GetEnvironmentVariable(ServersVariable) is { Length: > 0 } given ? Path.GetFullPath(given)
        : Root is { } root ? Path.Combine(root, ".servers")
        : throw new ServerMissingException($"No checkout around {AppContext.BaseDirectory}: set {ServersVariable} to the folder of downloaded servers.");

    /// <summary>The folder for packed copies of downloaded servers, shared by all checkouts of this user.</summary>
    public static string Cache
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
                cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(cache, "interop");
        }
    }

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Interop.sln")))
                return folder.FullName;
        }
        return null;
    }
}
