using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Interop.Cli.Verification.Packages;

/// <summary>A package that is a folder. Links are not followed out of it: what is not a plain file is a fault.</summary>
internal sealed class FolderPackage : IPackageFiles
{
    private const int OpenMax = 64;
    private readonly string root;
    private readonly Dictionary<string, long> sizes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SafeFileHandle> open = new(StringComparer.Ordinal);

    public FolderPackage(string root)
    {
        this.root = Path.GetFullPath(root);
        foreach (var file in new DirectoryInfo(this.root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(this.root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (file.LinkTarget is not null)
                throw new PackageFaultException($"{name} is a link and no file", name, 0);
            sizes[name] = file.Length;
        }
    }

    public IReadOnlyDictionary<string, long> Sizes => sizes;

    public int Read(string path, long offset, Span<byte> buffer)
    {
        if (open.TryGetValue(path, out var known))
            return RandomAccess.Read(known, buffer, offset);
        var handle = File.OpenHandle(Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar)));
        // A package may have very many small files: only the first stay open.
        if (open.Count < OpenMax && open.TryAdd(path, handle))
            return RandomAccess.Read(handle, buffer, offset);
        using (handle)
            return RandomAccess.Read(handle, buffer, offset);
    }

    public long? PlaceOf(string path, long offset) => null;

    public void Dispose()
    {
        foreach (var handle in open.Values)
            handle.Dispose();
    }
}
