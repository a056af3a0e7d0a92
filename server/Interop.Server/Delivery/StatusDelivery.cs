using Interop.Protocol.ClientApi;
using Interop.Server.Identity;

namespace Interop.Server.Delivery;

/// <summary>Tells a sender what became of an event. Bridges learn it from the answers to their own submissions.</summary>
internal sealed class StatusDelivery(long position, User user, DeliveryStatus status) : DeliveryItem(position)
{
    public override void Publish(FanOut fanOut) => FanOut.Offer(user, this);

    public override bool Write(FrameWriter frame, string? network)
    {
        if (network is not null)
            return false;
        frame.WriteStatus(Position, status);
        return true;
    }
}
