using Interop.Bridges.RealServers.Processes;

namespace Interop.Bridges.RealServers.Installation;

/// <summary>
/// Brings a tree of Debian packages onto this machine: from the packed copy in the user's cache when there is one (2 s), else
/// from the Debian mirror. Safe to call again and from several processes at once; a half-made tree is never taken for a whole one.
/// </summary>
internal sealed class DebianTreeInstaller(DebianTreeRecipe recipe, TimeProvider time)
{
    private static readonly TimeSpan DownloadMax = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan PackMax = TimeSpan.FromMinutes(3);

    private string Target => Path.Combine(Checkout.Servers, recipe.Name);

    private string Packed => Path.Combine(Checkout.Cache, $"{recipe.Name}-{recipe.Key}.tar.zst");

    /// <param name="progress">Told what is being done, one line each.</param>
    /// <param name="finish">Done once to a downloaded tree before it is packed, such as compiling.</param>
    /// <param name="cancel">Stops it; nothing half-made is left.</param>
    /// <returns>The tree.</returns>
    public async Task<DebianTree> InstallAsync(IProgress<string> progress, Func<DebianTree, Task> finish, CancellationToken cancel)
    {
        Directory.CreateDirectory(Checkout.Servers);
        await using var alone = await FolderLock.TakeAsync(Path.Combine(Checkout.Servers, $".{recipe.Name}.lock"), time, cancel);
        if (IsThere())
            return new DebianTree(Target);

        var partial = $"{Target}.partial";
        Clear(partial);
        Directory.CreateDirectory(partial);
        if (File.Exists(Packed) && HasTool("zstd"))
            await UnpackAsync(partial, progress, cancel);
        else
            await DownloadAsync(partial, progress, finish, cancel);

        // The rename is the last step: a crash before it leaves only the partial folder, which the next run clears.
        await File.WriteAllTextAsync(Path.Combine(partial, KeyFile), recipe.Key, cancel);
        Clear(Target);
        Directory.Move(partial, Target);
        return new DebianTree(Target);
    }

    /// <summary>True when the tree is there and is what the recipe asks for.</summary>
    public bool IsThere() => File.Exists(Path.Combine(Target, KeyFile)) && File.ReadAllText(Path.Combine(Target, KeyFile)) == recipe.Key;

    private const string KeyFile = ".interop-key";

    private async Task UnpackAsync(string folder, IProgress<string> progress, CancellationToken cancel)
    {
        progress.Report($"unpacking {recipe.Name} from {Packed}");
        await Command.RunAsync("tar", ["--extract", "--use-compress-program=zstd", $"--file={Packed}", $"--directory={folder}"], PackMax, time, cancel);
    }

    private async Task DownloadAsync(string folder, IProgress<string> progress, Func<DebianTree, Task> finish, CancellationToken cancel)
    {
        Requirements.Check(Requirements.Servers);
        var mirror = AptSources.Mirror();
        progress.Report($"downloading {recipe.Name} and what it needs from the Debian mirror (about {recipe.MegabytesAbout} MB on disk)");
        // chrootless + extract: packages are only unpacked, no maintainer script runs, so neither root nor a chroot is needed.
        await Command.RunAsync(
            "mmdebstrap",
            [
                "--quiet", "--mode=chrootless", "--variant=extract", "--aptopt=Acquire::Check-Valid-Until \"false\"",
                $"--include={string.Join(',', recipe.Packages)}", recipe.Suite, folder, $"deb {mirror} {recipe.Suite} main",
            ],
            DownloadMax, time, cancel);
        var tree = new DebianTree(folder);
        await finish(tree);

        progress.Report($"packing {recipe.Name} into {Packed}, so that the next checkout unpacks it in seconds");
        Directory.CreateDirectory(Checkout.Cache);
        var packing = $"{Packed}.{Environment.ProcessId}";
        await Command.RunAsync("tar", ["--create", "--use-compress-program=zstd -6 -T0", $"--file={packing}", $"--directory={folder}", "."], PackMax, time, cancel);
        File.Move(packing, Packed, overwrite: true);
    }

    private static bool HasTool(string name) => Requirements.Find(name) is not null;

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
