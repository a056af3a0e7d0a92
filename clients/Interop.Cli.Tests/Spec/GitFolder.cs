using System.Diagnostics;
using Xunit;

namespace Interop.Cli.Tests.Spec;

/// <summary>Puts a folder under git, with commits as they come.</summary>
internal static class GitFolder
{
    public static void Commit(string folder, string message)
    {
        if (!Directory.Exists(Path.Combine(folder, ".git")))
            Git(folder, "init", "--quiet");
        Git(folder, "add", "--all");
        Git(folder, "-c", "user.name=Editor", "-c", "user.email=editor@acme.example", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", message);
    }

    public static void Tag(string folder, string name) => Git(folder, "tag", name);

    private static void Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        var complaint = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, complaint);
    }
}
