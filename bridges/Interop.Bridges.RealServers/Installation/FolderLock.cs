namespace Interop.Bridges.RealServers.Installation;

/// <summary>A lock file that one process at a time holds. The kernel frees it when the process ends, however it ends.</summary>
internal sealed class FolderLock : IAsyncDisposable
{
    private readonly FileStream held;

    private FolderLock(FileStream held) => this.held = held;

    /// <summary>Waits until the lock is free.</summary>
    public static async Task<FolderLock> TakeAsync(string path, TimeProvider time, CancellationToken cancel)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancel);
        }
    }

    /// <summary>The lock, or null while another process holds it.</summary>
    public static FolderLock? TryTake(string path)
    {
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null; // somebody else has it
        }
    }

    public ValueTask DisposeAsync() => held.DisposeAsync();
}
