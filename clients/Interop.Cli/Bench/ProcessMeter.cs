using System.Diagnostics;
using System.Globalization;

namespace Interop.Cli.Bench;

/// <summary>What a process has used: CPU seconds, and memory in MiB where the system tells.</summary>
/// <param name="CpuSeconds">User and system.</param>
/// <param name="RssMiB">Resident set.</param>
/// <param name="PssMiB">Its proportional share of shared pages (Linux); else 0.</param>
internal sealed record ProcessMeter(double CpuSeconds, double RssMiB, double PssMiB)
{
    private const double Mebi = 1024 * 1024;

    public static ProcessMeter Read(Process process)
    {
        process.Refresh();
        return process.HasExited ? new(0, 0, 0) : new(process.TotalProcessorTime.TotalSeconds, process.WorkingSet64 / Mebi, Pss(process.Id));
    }

    private static double Pss(int pid)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/smaps_rollup");
        if (!File.Exists(file))
            return 0;
        // Pss:              123456 kB
        var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / Mebi;
    }
}
