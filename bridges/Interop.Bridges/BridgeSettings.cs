namespace Interop.Bridges;

/// <summary>How the core of one network's bridge is set up.</summary>
public sealed record BridgeSettings
{
    /// <summary>The server, such as http://127.0.0.1:8008/.</summary>
    public required Uri Server { get; init; }

    /// <summary>Bearer token of scope bridge for this network.</summary>
    public required string Token { get; init; }

    /// <summary>Folder of the bridge's own database, {network}.db; belongs to one process at a time.</summary>
    public required string DataFolder { get; init; }

    /// <summary>BCP 47: the language of the recording notice, where the organisation has a text in it; else en.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Native events that may wait in the inbox before the network is told to slow down.</summary>
    public int InboxRowsMax { get; init; } = 100_000;

    /// <summary>The same per native sender, so that one flood does not fill the inbox for all.</summary>
    public int InboxRowsPerSenderMax { get; init; } = 5_000;

    /// <summary>Octets of the largest file that is carried, in either direction. The server has a limit of its own, and so has the network.</summary>
    public long FileOctetsMax { get; init; } = 100L * 1024 * 1024;

    /// <summary>How long fetching one file from the network may take; then it is tried again.</summary>
    public TimeSpan FileTimeMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A file of a native message that cannot be fetched for so long is left out, and its sender told: what was said after it must not wait for ever.</summary>
    public TimeSpan FileWaitMax { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>So long after midnight UTC, and after a start, the network is asked what it has of the day before.</summary>
    public TimeSpan CountDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After a longer absence so many days are counted at most: networks do not keep everything for ever.</summary>
    public int CountDaysMax { get; init; } = 3;

    /// <summary>Portals that are worked on at the same time, per direction.</summary>
    public int LanesAtOnceMax { get; init; } = 16;

    /// <summary>Limit of the first pause after a failure; doubles up to <see cref="LastPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LastPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A message that the network could not take for so long is reported as failed.</summary>
    public TimeSpan OutboxAgeMax { get; init; } = TimeSpan.FromDays(5);
}
