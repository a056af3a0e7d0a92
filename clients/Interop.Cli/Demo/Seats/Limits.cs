namespace Interop.Cli.Demo.Seats;

/// <summary>How long the checks wait.</summary>
internal static class Limits
{
    /// <summary>For something that must come, on a machine that does other things too.</summary>
    public static readonly TimeSpan ArrivalMax = TimeSpan.FromSeconds(90);

    /// <summary>For something that must not come: many times what a message takes.</summary>
    public static readonly TimeSpan SilenceMin = TimeSpan.FromSeconds(2);
}
