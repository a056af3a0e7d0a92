using Interop.Bridges.RealServers.Processes;

namespace Interop.Bridges.RealServers.Installation;

/// <summary>Programs of the machine that a part of the set-up needs, and the Debian packages that have them.</summary>
public static class Requirements
{
    private static readonly TimeSpan AptMax = TimeSpan.FromMinutes(10);

    /// <summary>program → Debian package, of what fetching and running the test servers needs.</summary>
    internal static readonly (string Program, string Package)[] Servers =
    [
        ("mmdebstrap", "mmdebstrap"), ("zstd", "zstd"), ("tar", "tar"), ("setpriv", "util-linux"),
    ];

    /// <summary>Gets what is missing when this process may (as root, with apt-get).</summary>
    /// <exception cref="ServerMissingException">Something is missing; the message has the administrator's command.</exception>
    internal static async Task GetAsync((string Program, string Package)[] needed, IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        if (AdministratorCommand(needed) is { } command && Environment.IsPrivilegedProcess && Find("apt-get") is not null)
        {
            progress.Report($"as root: {command}");
            await new Command("/bin/sh", ["-c", command], new(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive" }).RunAsync(AptMax, time, cancel);
        }
        Check(needed);
        progress.Report(needed is [.. var others, var last] && others.Length > 0
            ? $"{string.Join(", ", others.Select(n => n.Program))} and {last.Program} are there"
            : $"{needed[0].Program} is there");
    }

    /// <exception cref="ServerMissingException">Something is missing; the message has the administrator's command.</exception>
    internal static void Check((string Program, string Package)[] needed)
    {
        if (AdministratorCommand(needed) is { } command)
            throw new ServerMissingException($"This machine lacks {string.Join(", ", Missing(needed))}. An administrator runs once:\n\n    {command}\n");
    }

    /// <summary>Full path of a program, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/bin", "/usr/sbin", "/bin", "/sbin"])
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>The one command that an administrator runs to get what is missing, or null when nothing is.</summary>
    private static string? AdministratorCommand((string Program, string Package)[] needed) =>
        Missing(needed) is { Length: > 0 } missing ? $"apt-get update && apt-get install -y --no-install-recommends {string.Join(' ', missing)}" : null;

    private static string[] Missing((string Program, string Package)[] needed) => [.. needed.Where(n => Find(n.Program) is null).Select(n => n.Package)];
}
