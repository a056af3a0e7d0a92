namespace Interop.Server.Media;

/// <summary>One file that a peer is to give: whether it is being fetched, and when it may be tried again. Guarded by itself.</summary>
internal sealed class MediaFetch
{
    public Lock Gate { get; } = new();

    public Task? Running { get; set; }

    public int Failures { get; set; }

    public DateTimeOffset NotBefore { get; set; }
}
