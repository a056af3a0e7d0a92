using Interop.Bridges.RealServers.Processes;

namespace Interop.Bridges.RealServers.Installation;

/// <summary>
/// A Prosody on this machine: the machine's own package when it is installed with the community modules, else Debian's
/// packages extracted into a folder of their own, which starts no service and needs no root.
/// </summary>
public sealed class ProsodyInstallation
{
    private const string MachineProgram = "/usr/bin/prosody";
    private static readonly DebianTreeRecipe Recipe = new("prosody", "bookworm", ["prosody", "prosody-modules", "lua-dbi-sqlite3"], 180);

    private readonly DebianTree? tree;

    private ProsodyInstallation(DebianTree? tree) => this.tree = tree;

    /// <summary>Where it is, for people.</summary>
    public string Place => tree?.Folder ?? MachineProgram;

    /// <summary>True when the community modules (XEP-0356) are there.</summary>
    public bool HasPrivilegeModule => Directory.Exists(Path.Combine(Modules, "mod_privilege"));

    /// <summary>The installed Prosody.</summary>
    /// <exception cref="ServerMissingException">There is none.</exception>
    public static ProsodyInstallation Find() =>
        OnMachine()
        ?? (new DebianTreeInstaller(Recipe, TimeProvider.System).IsThere()
            ? new ProsodyInstallation(new DebianTree(Path.Combine(Checkout.Servers, Recipe.Name)))
            : throw new ServerMissingException($"Prosody is neither installed nor in {Checkout.Servers}: run ./interop setup"));

    /// <summary>Installs it unless it is there.</summary>
    /// <exception cref="ServerMissingException">A tool is missing; the message says which command gets it.</exception>
    public static async Task<ProsodyInstallation> InstallAsync(IProgress<string> progress, TimeProvider time, CancellationToken cancel) =>
        OnMachine() ?? new ProsodyInstallation(await new DebianTreeInstaller(Recipe, time).InstallAsync(progress, _ => Task.CompletedTask, cancel));

    /// <summary>The server in the foreground with this configuration; a start file is written beside it where one is needed.</summary>
    internal async Task<Command> ServerAsync(string configuration, CancellationToken cancel)
    {
        if (tree is null)
            return new Command("/usr/bin/lua5.4", [MachineProgram, "-F", "--config", configuration], []);

        // The package's start file has its folders written in: a copy points them into the tree.
        var lines = (await File.ReadAllLinesAsync(tree.At("usr/bin/prosody"), cancel)).Select(line =>
            line.StartsWith("CFG_SOURCEDIR=", StringComparison.Ordinal) ? $"CFG_SOURCEDIR='{tree.Folder}/usr/lib/prosody';"
            : line.StartsWith("CFG_PLUGINDIR=", StringComparison.Ordinal) ? $"CFG_PLUGINDIR='{Modules}/';"
            : line);
        var start = Path.Combine(Path.GetDirectoryName(configuration)!, "prosody.lua");
        await File.WriteAllLinesAsync(start, lines, cancel);
        return new Command(
            tree.Loader,
            ["--library-path", tree.LibraryPath, tree.At("usr/bin/lua5.4"), start, "-F", "--config", configuration],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LUA_PATH_5_4"] = $"{tree.Folder}/usr/share/lua/5.4/?.lua;{tree.Folder}/usr/share/lua/5.4/?/init.lua;;",
                ["LUA_CPATH_5_4"] = $"{tree.Folder}/usr/lib/{DebianTree.MultiArch}/lua/5.4/?.so;;",
            });
    }

    private string Modules => tree is null ? "/usr/lib/prosody/modules" : $"{tree.Folder}/usr/lib/prosody/modules";

    private static ProsodyInstallation? OnMachine()
    {
        var machine = new ProsodyInstallation(null);
        return File.Exists(MachineProgram) && File.Exists("/usr/bin/lua5.4") && machine.HasPrivilegeModule ? machine : null;
    }
}
