using System.Runtime.InteropServices;

namespace Interop.Bridges.RealServers.Processes;

internal static partial class NativeMethods
{
    /// <summary>kill(2).</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Kill(int process, int signal);
}
