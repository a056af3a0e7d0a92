using System.Security.Cryptography;
using Interop.Bridges.RealServers.Processes;

namespace Interop.Bridges.RealServers.Installation;

/// <summary>
/// The npm packages of spec/tools, which judge schemas and examples: fetched once into the user's cache, exactly those that
/// package-lock.json names. The tools look for them there under the same name (spec/tools/modules.mjs).
/// </summary>
public static class SpecTools
{
    private const string LockFile = "package-lock.json";
    private static readonly string[] Copied = ["package.json", LockFile];
    private static readonly TimeSpan DownloadMax = TimeSpan.FromMinutes(5);

    // program → Debian package
    private static readonly (string Program, string Package)[] Needed = [("node", "nodejs"), ("npm", "npm")];

    /// <summary>Gets them unless they are there. Safe to call again and from several processes at once.</summary>
    /// <param name="checkout">Root of the checkout.</param>
    /// <param name="progress">Told each step.</param>
    /// <param name="time">For waiting.</param>
    /// <param name="cancel">Stops it; nothing half-made is left.</param>
    /// <exception cref="ServerMissingException">Node.js is missing and only an administrator can get it; the message has the command.</exception>
    public static async Task InstallAsync(string checkout, IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        // With the packages in the cache npm is not asked for: node alone runs the tools.
        var source = Path.Combine(checkout, "spec", "tools");
        var target = Path.Combine(Checkout.Cache, $"spec-tools-{Digest(Path.Combine(source, LockFile))}");
        await Requirements.GetAsync(IsThere(target) ? Needed[..1] : Needed, progress, time, cancel);
        if (!IsThere(target))
            await FetchAsync(source, target, progress, time, cancel);
        progress.Report($"the packages of spec/tools are in {target}");
    }

    private static async Task FetchAsync(string source, string target, IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        Directory.CreateDirectory(Checkout.Cache);
        await using var alone = await FolderLock.TakeAsync($"{target}.lock", time, cancel);
        if (IsThere(target))
            return;
        var partial = $"{target}.partial";
        foreach (var old in new[] { partial, target }.Where(Directory.Exists))
            Directory.Delete(old, recursive: true);
        Directory.CreateDirectory(partial);
        foreach (var file in Copied)
            File.Copy(Path.Combine(source, file), Path.Combine(partial, file));
        progress.Report("downloading the packages of spec/tools (about 11 MB) with npm");
        string[] arguments = ["ci", "--prefix", partial, "--ignore-scripts", "--no-audit", "--no-fund"];
        await Command.RunAsync(Requirements.Find("npm")!, arguments, DownloadMax, time, cancel);
        // The rename is the last step: a crash before it leaves only the partial folder, which the next run clears.
        Directory.Move(partial, target);
    }

    private static bool IsThere(string target) => File.Exists(Path.Combine(target, "node_modules", "ajv", "package.json"));

    private static string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))[..12];
}
