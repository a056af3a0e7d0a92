using System.Diagnostics;
using System.Globalization;

namespace Interop.Cli.Bench;

/// <summary>Steps on standard error, each with the seconds since the start, so that standard output is the report alone.</summary>
internal sealed class ProgressLines : IProgress<string>
{
    private readonly long begun = Stopwatch.GetTimestamp();

    public void Report(string value) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(begun).TotalSeconds,6:N1} s  {value}"));
}
