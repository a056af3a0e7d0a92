using System.Diagnostics;
using System.Formats.Tar;

namespace Interop.Cli.Spec.Versions;

/// <summary>What git knows of a checkout. Without git, or outside of it, there are no tags and no revisions.</summary>
internal sealed class GitHistory(string root)
{
    public string[] Tags(string pattern) => Lines("tag", "--list", pattern);

    /// <summary>The commit that a name means; null when it means none.</summary>
    public string? Find(string name) => Lines("rev-parse", "--verify", "--quiet", name + "^{commit}") is [var commit, ..] ? commit : null;

    /// <summary>Every line that a file ever had in this branch, the newest first.</summary>
    public IEnumerable<string> AddedLines(string file) =>
        Lines("log", "--format=", "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--", file)
            .Where(line => line.StartsWith('+') && !line.StartsWith("+++", StringComparison.Ordinal)).Select(line => line[1..]);

    /// <summary>Writes the files of a revision into a folder.</summary>
    public void Extract(string revision, string folder, params string[] paths)
    {
        using var process = Start(["archive", "--format=tar", revision, "--", .. paths]) ?? throw new UsageException("git cannot be started");
        TarFile.ExtractToDirectory(process.StandardOutput.BaseStream, folder, overwriteFiles: true);
        process.WaitForExit();
    }

    private string[] Lines(params string[] arguments)
    {
        using var process = Start(arguments);
        if (process is null)
            return [];
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 ? lines : [];
    }

    private Process? Start(string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
