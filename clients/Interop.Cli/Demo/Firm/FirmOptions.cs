namespace Interop.Cli.Demo.Firm;

/// <summary>How much of a firm there is.</summary>
/// <param name="Seed">Another seed makes other people, rooms and messages.</param>
/// <param name="Messages">Messages, edits and retractions of the last month; 0 for a firm without a past.</param>
internal sealed record FirmOptions(ulong Seed, int Messages)
{
    /// <summary>The month is told within this, whatever the machine can do; messages that have not been written by then follow behind, as of today.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(35);
}
