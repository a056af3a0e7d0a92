namespace Interop.Bridges.RealServers.Installation;

/// <summary>Programs of the machine that fetching and running the test servers needs.</summary>
public static class Requirements
{
    // program → Debian package
    private static readonly (string Program, string Package)[] Needed =
    [
        ("mmdebstrap", "mmdebstrap"), ("zstd", "zstd"), ("tar", "tar"), ("setpriv", "util-linux"),
    ];

    /// <summary>Debian packages that are missing.</summary>
    public static IReadOnlyList<string> MissingPackages =>
        [.. Needed.Where(n => Find(n.Program) is null).Select(n => n.Package)];

    /// <summary>The one command that an administrator runs to get them, or null when nothing is missing.</summary>
    public static string? AdministratorCommand =>
        MissingPackages is { Count: > 0 } missing ? $"apt-get update && apt-get install -y --no-install-recommends {string.Join(' ', missing)}" : null;

    /// <exception cref="ServerMissingException">Something is missing; the message has the administrator's command.</exception>
    public static void Check()
    {
        if (AdministratorCommand is { } command)
            throw new ServerMissingException($"This machine lacks {string.Join(", ", MissingPackages)}. An administrator runs once:\n\n    {command}\n");
    }

    /// <summary>Full path of a program, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/bin", "/usr/sbin", "/bin", "/sbin"])
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
