using System.Security.Cryptography;
using Interop.Bridges.RealServers.Processes;

namespace Interop.Bridges.RealServers.Installation;

/// <summary>
/// The npm packages of what is written for Node.js here: the tools of the standard, which judge schemas and examples, the sample of a compliance proxy, and
/// what tests of the web application look at pages with. Fetched once into the user's cache, exactly those that each package-lock.json names. The tools look for them there under the same name
/// (spec/tools/modules.mjs).
/// </summary>
public static class NodePackages
{
    private const string LockFile = "package-lock.json";
    private static readonly string[] Copied = ["package.json", LockFile];
    private static readonly TimeSpan DownloadMax = TimeSpan.FromMinutes(5);

    // program → Debian package
    private static readonly (string Program, string Package)[] Needed = [("node", "nodejs"), ("npm", "npm")];

    // name in the cache, folder of the checkout
    private static readonly (string Name, string Folder)[] Sets = [("spec-tools", "spec/tools"), ("sample-proxy", "conformance-tests/samples/compliance-proxy"), ("web-tests", "clients/Interop.Web.Tests")];

    /// <summary>Gets them unless they are there. Safe to call again and from several processes at once.</summary>
    /// <param name="checkout">Root of the checkout.</param>
    /// <param name="progress">Told each step.</param>
    /// <param name="time">For waiting.</param>
    /// <param name="cancel">Stops it; nothing half-made is left.</param>
    /// <exception cref="ServerMissingException">Node.js is missing and only an administrator can get it; the message has the command.</exception>
    public static async Task InstallAsync(string checkout, IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        // With the packages in the cache npm is not asked for: node alone runs the programs.
        var missing = Sets.Where(set => !IsThere(FolderOf(checkout, set.Folder))).ToArray();
        await Requirements.GetAsync(missing.Length == 0 ? Needed[..1] : Needed, progress, time, cancel);
        foreach (var (_, folder) in missing)
            await FetchAsync(checkout, folder, progress, time, cancel);
        foreach (var (_, folder) in Sets)
            progress.Report($"the packages of {folder} are in {FolderOf(checkout, folder)}");
    }

    /// <summary>Where the packages of a folder of the checkout are, or will be; it changes with the lock file.</summary>
    /// <param name="checkout">Root of the checkout.</param>
    /// <param name="folder">Below it, such as spec/tools.</param>
    public static string FolderOf(string checkout, string folder) =>
        Path.Combine(Checkout.Cache, $"{Sets.First(set => set.Folder == folder).Name}-{Digest(Path.Combine(checkout, folder, LockFile))}");

    private static async Task FetchAsync(string checkout, string folder, IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        var (source, target) = (Path.Combine(checkout, folder), FolderOf(checkout, folder));
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
        progress.Report($"downloading the packages of {folder} with npm");
        string[] arguments = ["ci", "--prefix", partial, "--ignore-scripts", "--no-audit", "--no-fund"];
        await Command.RunAsync(Requirements.Find("npm")!, arguments, DownloadMax, time, cancel);
        // The rename is the last step: a crash before it leaves only the partial folder, which the next run clears.
        Directory.Move(partial, target);
    }

    private static bool IsThere(string target) => File.Exists(Path.Combine(target, "node_modules", ".package-lock.json"));

    private static string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))[..12];
}
