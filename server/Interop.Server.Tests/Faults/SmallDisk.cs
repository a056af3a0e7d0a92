using System.Diagnostics;
using System.Globalization;

namespace Interop.Server.Tests.Faults;

/// <summary>A file system of a few MiB in memory, which is really full when it is. Only root mounts one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int BlockOctets = 64 * 1024;
    private readonly string filler;

    public SmallDisk(int mebibytes)
    {
        Folder = Directory.CreateTempSubdirectory("ocip-disk-").FullName;
        filler = Path.Combine(Folder, "filler");
        if (!TryMount(Folder, mebibytes))
            throw new InvalidOperationException("no file system could be mounted");
    }

    public static bool IsPossible { get; } = Try();

    public string Folder { get; }

    public long Free => new DriveInfo(Folder).AvailableFreeSpace;

    /// <summary>Leaves so many octets, or less.</summary>
    public void Fill(long leave = 0)
    {
        using var stream = new FileStream(filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[BlockOctets];
        for (long more; (more = Free - leave) > 0;)
        {
            try
            {
                stream.Write(block, 0, (int)Math.Min(more, BlockOctets));
            }
            catch (IOException full) when ((full.HResult & 0xFFFF) == 28)
            {
                return;
            }
        }
    }

    public void MakeRoom() => File.Delete(filler);

    public void Dispose()
    {
        Run("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        var folder = Directory.CreateTempSubdirectory("ocip-disk-").FullName;
        var mounted = TryMount(folder, 1);
        if (mounted)
            Run("umount", folder);
        Directory.Delete(folder);
        return mounted;
    }

    private static bool TryMount(string folder, int mebibytes) => Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m"), "tmpfs", folder) == 0;

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
