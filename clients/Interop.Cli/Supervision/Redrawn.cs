namespace Interop.Cli.Supervision;

/// <summary>A draw that was made again.</summary>
/// <param name="Plan">Of which plan.</param>
/// <param name="Date">Of which day.</param>
/// <param name="Drawn">What seed, terms and records give.</param>
/// <param name="IsLate">The commitment came after the day had begun: whoever committed may have known messages.</param>
/// <param name="Fault">What is not as it was recorded; null when all is.</param>
internal sealed record Redrawn(string Plan, string Date, IReadOnlyList<long> Drawn, bool IsLate, string? Fault)
{
    public bool IsSame => Fault is null;

    /// <summary>The record of a commitment of which there is no draw; null when there is one.</summary>
    public long? Undrawn { get; init; }
}
