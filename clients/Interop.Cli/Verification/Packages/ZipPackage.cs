using Microsoft.Win32.SafeHandles;

namespace Interop.Cli.Verification.Packages;

/// <summary>A package that is a zip. Its files are stored as they are, so an octet of a file is an octet of the zip, and nothing is unpacked.</summary>
internal sealed class ZipPackage : IPackageFiles
{
    private readonly SafeFileHandle handle;
    private readonly Dictionary<string, (long Start, long Size)> entries;

    /// <exception cref="PackageFaultException">It is no zip of the form that packages have.</exception>
    public ZipPackage(string path)
    {
        handle = File.OpenHandle(path);
        try
        {
            entries = new ZipForm(handle).Read();
        }
        catch
        {
            handle.Dispose();
            throw;
        }
        Sizes = entries.ToDictionary(e => e.Key, e => e.Value.Size, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, long> Sizes { get; }

    public int Read(string path, long offset, Span<byte> buffer)
    {
        var (start, size) = entries[path];
        var length = (int)Math.Min(buffer.Length, size - offset);
        return length <= 0 ? 0 : RandomAccess.Read(handle, buffer[..length], start + offset);
    }

    public long? PlaceOf(string path, long offset) => entries.TryGetValue(path, out var entry) ? entry.Start + offset : null;

    public void Dispose() => handle.Dispose();
}
