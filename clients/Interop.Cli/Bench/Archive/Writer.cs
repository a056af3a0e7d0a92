namespace Interop.Cli.Bench.Archive;

/// <summary>Somebody who writes, and what they wrote last, which they may edit or retract.</summary>
/// <param name="person">Place in the population; −1 for a bridge, which writes for all outsiders.</param>
/// <param name="token">Of their client, or of the bridge.</param>
internal sealed class Writer(int person, string token)
{
    private const int RecentMax = 24;
    private readonly Queue<(string Room, string Event)> recent = new();

    public int Person => person;

    public string Token => token;

    public void Wrote(string room, string ev)
    {
        if (recent.Count == RecentMax)
            recent.Dequeue();
        recent.Enqueue((room, ev));
    }

    /// <summary>One of the last messages, taken out; null when there is none.</summary>
    public (string Room, string Event)? TakeRecent() => recent.TryDequeue(out var found) ? found : null;
}
