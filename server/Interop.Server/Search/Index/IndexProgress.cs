namespace Interop.Server.Search.Index;

/// <summary>What the catalog notes when some records were taken in.</summary>
internal sealed class IndexProgress
{
    /// <summary>The next leaf to take in.</summary>
    public long Cursor { get; set; }

    /// <summary>Left out because they are sealed.</summary>
    public List<long> Sealed { get; } = [];

    /// <summary>Were sealed, and are in now.</summary>
    public List<long> Opened { get; } = [];

    /// <summary>Own events on their way to their hub, by id.</summary>
    public Dictionary<string, long> Outgoing { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of those that came back with their place.</summary>
    public List<string> Back { get; } = [];

    /// <summary>Where name or topic of a room was set.</summary>
    public List<(long Room, long Leaf)> RoomStates { get; } = [];
}
