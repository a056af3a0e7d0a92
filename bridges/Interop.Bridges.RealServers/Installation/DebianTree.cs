using System.Runtime.InteropServices;

namespace Interop.Bridges.RealServers.Installation;

/// <summary>
/// Debian packages extracted into a folder. Its programs run without chroot and without root: they are started by the
/// tree's own loader with the tree's own libraries, so the machine's libc does not matter.
/// </summary>
/// <param name="Folder">Absolute path of the tree's root.</param>
public sealed record DebianTree(string Folder)
{
    /// <summary>The tree's dynamic loader.</summary>
    public string Loader => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => At("usr/lib64/ld-linux-x86-64.so.2", "lib64/ld-linux-x86-64.so.2"),
        Architecture.Arm64 => At("usr/lib/ld-linux-aarch64.so.1", "lib/ld-linux-aarch64.so.1"),
        var other => throw new ServerMissingException($"No set-up of the test servers is known for {other}; amd64 and arm64 are."),
    };

    /// <summary>Name of the folder of shared libraries, such as x86_64-linux-gnu.</summary>
    public static string MultiArch => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    /// <summary>For the loader's --library-path.</summary>
    public string LibraryPath => $"{Folder}/usr/lib/{MultiArch}:{Folder}/lib/{MultiArch}";

    /// <summary>The first of these paths that is in the tree, absolute.</summary>
    /// <exception cref="ServerMissingException">None is.</exception>
    public string At(params string[] paths) =>
        paths.Select(path => Path.Combine(Folder, path)).FirstOrDefault(Path.Exists)
        ?? throw new ServerMissingException($"{Folder} is damaged ({paths[0]} is missing): delete it and run ./interop setup");
}
