using System.Diagnostics;
using System.Globalization;

namespace Interop.Cli.Bench;

/// <summary>What a process has used: CPU seconds, and memory in MiB where the system tells.</summary>
/// <param name="CpuSeconds">User and system.</param>
/// <param name="RssMiB">Resident set.</param>
/// <param name="PssMiB">Its proportional share of shared pages (Linux); else 0.</param>
/// <param name="PssFilesMiB">Of that, pages of files.</param>
internal sealed record ProcessMeter(double CpuSeconds, double RssMiB, double PssMiB, double PssFilesMiB)
{
    private const double Mebi = 1024 * 1024;

    public static ProcessMeter Read(Process process)
    {
        process.Refresh();
        if (process.HasExited)
            return new(0, 0, 0, 0);
        var shares = Shares(process.Id);
        return new(process.TotalProcessorTime.TotalSeconds, process.WorkingSet64 / Mebi, MiB(shares, "Pss:"), MiB(shares, "Pss_File:"));
    }

    private static string[] Shares(int pid)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/smaps_rollup");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    private static double MiB(string[] shares, string name)
    {
        // Pss:              123456 kB
        var line = Array.Find(shares, line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / Mebi;
    }
}
