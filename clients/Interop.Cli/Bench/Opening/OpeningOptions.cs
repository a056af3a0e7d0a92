namespace Interop.Cli.Bench.Opening;

/// <summary>One run of bench release.</summary>
/// <param name="People">Whose office opens.</param>
/// <param name="Rooms">In which something waits for them.</param>
/// <param name="Members">Of each room; one of them writes.</param>
/// <param name="Messages">Written in each room while the office is closed.</param>
/// <param name="Listening">How many of the people have an open stream.</param>
internal sealed record OpeningOptions(int People, int Rooms, int Members, int Messages, int Listening)
{
    /// <summary>A message that waits for three people is held three times.</summary>
    public long Held => (long)Rooms * Messages * (Members - 1);
}
