using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Interop.Witness;

/// <summary>
/// What was cosigned last, one file for each log: the checkpoint with the log's signature and the witness's. A file is written beside, synced and then renamed, so
/// that a crash leaves the old one or the new one; only one process has the folder.
/// </summary>
internal sealed class WitnessStore : IDisposable
{
    private readonly string folder;
    private readonly FileStream owned;

    /// <exception cref="IOException">Another process has the folder.</exception>
    public WitnessStore(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(this.folder);
        owned = new FileStream(Path.Combine(this.folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>SHA-256 of a log's name, as the path of its checkpoint has it.</summary>
    public static string NameOf(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));

    /// <param name="name">See <see cref="NameOf"/>.</param>
    public string? Read(string name)
    {
        var path = Path.Combine(folder, name);
        return name.Length == 64 && name.All(char.IsAsciiHexDigitLower) && File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Durable when this returns.</summary>
    public void Write(string name, string note)
    {
        var (path, next) = (Path.Combine(folder, name), Path.Combine(folder, name + ".next"));
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(note));
            file.Flush(flushToDisk: true);
        }
        File.Move(next, path, overwrite: true);
        Sync();
    }

    public void Dispose() => owned.Dispose();

    /// <summary>The new name is on the disk too. Systems without folders that can be synced keep names by themselves.</summary>
    private void Sync()
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            throw new IOException($"{folder} cannot be opened: error {Marshal.GetLastPInvokeError()}");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Fsync(descriptor) != 0)
            throw new IOException($"{folder} cannot be synced: error {Marshal.GetLastPInvokeError()}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);
}
