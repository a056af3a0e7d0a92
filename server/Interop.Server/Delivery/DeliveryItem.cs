namespace Interop.Server.Delivery;

/// <summary>Something that streams get after a commit.</summary>
/// <param name="position">Index in the archive's log: the cursor of whoever has got it.</param>
internal abstract class DeliveryItem(long position)
{
    public long Position { get; } = position;

    /// <summary>Hands it to the open streams that it concerns.</summary>
    public abstract void Publish(FanOut fanOut);

    /// <summary>Writes it as a SyncItem; false when there is nothing in it for this receiver.</summary>
    /// <param name="frame">Where to.</param>
    /// <param name="network">The bridge's network, or null for a user's stream.</param>
    public abstract bool Write(FrameWriter frame, string? network);
}
