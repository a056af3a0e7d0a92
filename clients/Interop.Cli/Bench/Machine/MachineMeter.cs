using System.Globalization;

namespace Interop.Cli.Bench.Machine;

/// <summary>Processor time of the whole machine in seconds since it started, all cores together; where the system does not tell, zero.</summary>
/// <param name="BusySeconds">Spent on work, whoever's.</param>
internal sealed record MachineMeter(double BusySeconds)
{
    private const double TicksPerSecond = 100;
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int Guest = 8;

    public static MachineMeter Read()
    {
        if (!File.Exists("/proc/stat"))
            return new(0);
        // cpu  user nice system idle iowait irq softirq steal guest guest_nice
        var times = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        return new(times.Where((_, i) => i is not (Idle or Waiting) && i < Guest).Sum() / TicksPerSecond);
    }
}
