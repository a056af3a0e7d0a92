using System.Globalization;

namespace Interop.Server;

/// <summary>
/// The machine's clock, put forward or back by the seconds that a file says; the file may change while the server runs. Timers and
/// durations stay the machine's. For tests and for the bench (--clock): production refuses it, since whoever sets the clock dates the records.
/// </summary>
/// <param name="file">Has a whole number of seconds, negative for the past. Replaced by renaming, so that it is never read half written.</param>
internal sealed class ShiftedClock(string file) : TimeProvider
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private long? looked;
    private TimeSpan shift;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            if (looked is null || GetElapsedTime(looked.Value) > LookEvery)
            {
                shift = Read(file);
                looked = GetTimestamp();
            }
            return base.GetUtcNow() + shift;
        }
    }

    /// <exception cref="FormatException">The file is not there, or has no number of seconds.</exception>
    public static TimeSpan Read(string file)
    {
        try
        {
            return TimeSpan.FromSeconds(long.Parse(File.ReadAllText(file), NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            throw new FormatException($"--clock: '{file}' does not say a number of seconds.", wrong);
        }
    }
}
