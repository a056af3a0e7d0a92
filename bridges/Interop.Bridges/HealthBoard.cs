namespace Interop.Bridges;

/// <summary>Where the parts of a bridge write down how they are doing.</summary>
internal sealed class HealthBoard(TimeProvider time)
{
    private readonly Lock gate = new();
    private bool connected;
    private bool serverConnected;
    private DateTimeOffset since = time.GetUtcNow();
    private (string Text, DateTimeOffset At)? error;

    public bool ServerConnected
    {
        set
        {
            lock (gate)
                serverConnected = value;
        }
    }

    /// <returns>True when it was not connected before.</returns>
    public bool Connected()
    {
        lock (gate)
        {
            var changed = !connected;
            if (changed)
                since = time.GetUtcNow();
            connected = true;
            return changed;
        }
    }

    /// <returns>True when it was connected before.</returns>
    public bool Disconnected(string why)
    {
        lock (gate)
        {
            var changed = connected;
            if (changed)
                since = time.GetUtcNow();
            connected = false;
            error = (why, time.GetUtcNow());
            return changed;
        }
    }

    /// <summary>Whether the native network can be reached, and since when that is as it is.</summary>
    public (bool Connected, DateTimeOffset Since) Native
    {
        get
        {
            lock (gate)
                return (connected, since);
        }
    }

    public void Failed(string what)
    {
        lock (gate)
            error = (what, time.GetUtcNow());
    }

    public BridgeHealth View(string network, long inbox, long outbox, long reports)
    {
        lock (gate)
        {
            return new BridgeHealth
            {
                Network = network, Connected = connected, Since = since, ServerConnected = serverConnected, LastError = error?.Text,
                LastErrorAt = error?.At, InboxDepth = inbox, OutboxDepth = outbox, ReportDepth = reports,
            };
        }
    }
}
