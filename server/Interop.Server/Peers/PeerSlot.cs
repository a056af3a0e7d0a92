namespace Interop.Server.Peers;

/// <summary>What is known of one peer: its directory, and when it is tried again.</summary>
internal sealed class PeerSlot(PeerDirectory? directory)
{
    private PeerDirectory? directory = directory;

    public Lock Gate { get; } = new();

    public PeerDirectory? Directory
    {
        get => Volatile.Read(ref directory);
        set => Volatile.Write(ref directory, value);
    }

    /// <summary>The one fetch that is under way; guarded by the gate, as what follows.</summary>
    public Task? Fetching { get; set; }

    public int Failures { get; set; }

    public DateTimeOffset NotBefore { get; set; }

    public DateTimeOffset LastUnknownKey { get; set; }

    /// <summary>Why the last fetch failed; null when it did not.</summary>
    public PeerException? LastFault { get; set; }
}
