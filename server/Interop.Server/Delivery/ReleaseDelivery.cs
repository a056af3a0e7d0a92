using Interop.Server.Archive;
using Interop.Server.Identity;

namespace Interop.Server.Delivery;

/// <summary>
/// Something that was held, for the one for whom it was. What is delivered is read by the first stream that takes it, not by the commit: most people are not
/// there when their office opens, and read it from the log later.
/// </summary>
/// <param name="position">Of the release.</param>
/// <param name="release">What was decided.</param>
internal sealed class ReleaseDelivery(long position, Release release) : DeliveryItem(position)
{
    private User To => release.To;

    public override void Publish(FanOut fanOut)
    {
        FanOut.Offer(To, this);
        foreach (var account in To.Accounts)
            fanOut.Offer(account.Network, this);
    }

    public override bool Write(FrameWriter frame, string? network)
    {
        if (network is not null && !IsFor(network))
            return false;
        frame.WriteEvent(Position, release.Committed.Value, released: true, network is null ? null : [To]);
        return true;
    }

    /// <summary>Not to a network where they wrote it themselves, or saw it.</summary>
    private bool IsFor(string network) =>
        To.IsOn(network) && !(CommittedReader.NetworkOf(release.Committed.Value) == network && (To == release.Sender || release.Room.SeesObserved(To, network)));
}
