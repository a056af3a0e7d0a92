using Interop.Bridges.RealServers.Processes;

namespace Interop.Bridges.RealServers.Installation;

/// <summary>A Synapse on this machine: Debian's package, extracted into a folder of its own.</summary>
public sealed class SynapseInstallation
{
    private static readonly DebianTreeRecipe Recipe = new("synapse", "sid", ["matrix-synapse", "ca-certificates"], 360);
    private static readonly TimeSpan CompileMax = TimeSpan.FromMinutes(3);

    private readonly DebianTree tree;

    private SynapseInstallation(DebianTree tree) => this.tree = tree;

    /// <summary>Where it is, for people.</summary>
    public string Place => tree.Folder;

    /// <summary>Such as 1.160.0.</summary>
    public string Version =>
        Directory.GetDirectories(tree.At("usr/lib/python3/dist-packages"), "matrix_synapse-*.dist-info").Select(d => Path.GetFileName(d)[15..^10]).FirstOrDefault() ?? "unknown";

    /// <summary>The installed Synapse.</summary>
    /// <exception cref="ServerMissingException">There is none.</exception>
    public static SynapseInstallation Find() =>
        new DebianTreeInstaller(Recipe, TimeProvider.System).IsThere()
            ? new SynapseInstallation(new DebianTree(Path.Combine(Checkout.Servers, Recipe.Name)))
            : throw new ServerMissingException($"Synapse is not in {Checkout.Servers}: run ./interop setup");

    /// <summary>Installs it unless it is there.</summary>
    /// <exception cref="ServerMissingException">A tool is missing; the message says which command gets it.</exception>
    public static async Task<SynapseInstallation> InstallAsync(IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        var installed = await new DebianTreeInstaller(Recipe, time).InstallAsync(
            progress,
            async fresh =>
            {
                progress.Report("compiling synapse's Python files once, so that it starts in 2 s instead of 12");
                var made = new SynapseInstallation(fresh);
                await made.Python(["-m", "compileall", "-q", fresh.At("usr/lib/python3/dist-packages"), made.StandardLibrary]).RunAsync(CompileMax, time, cancel);
            },
            cancel);
        return new SynapseInstallation(installed);
    }

    /// <summary>The homeserver with these arguments.</summary>
    internal Command Homeserver(params string[] arguments) => Python(["-m", "synapse.app.homeserver", .. arguments]);

    private string StandardLibrary =>
        Directory.GetDirectories(tree.At("usr/lib"), "python3.*").Order(StringComparer.Ordinal).LastOrDefault()
        ?? throw new ServerMissingException($"{tree.Folder} has no Python: delete it and run ./interop setup");

    private Command Python(string[] arguments) => new(
        tree.Loader,
        ["--library-path", tree.LibraryPath, tree.At($"usr/bin/{Path.GetFileName(StandardLibrary)}"), .. arguments],
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PYTHONHOME"] = $"{tree.Folder}/usr",
            ["PYTHONPATH"] = $"{tree.Folder}/usr/lib/python3/dist-packages",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["SSL_CERT_FILE"] = $"{tree.Folder}/etc/ssl/certs/ca-certificates.crt",
        });
}
