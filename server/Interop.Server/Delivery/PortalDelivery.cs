using Interop.Protocol.BridgeApi;

namespace Interop.Server.Delivery;

/// <summary>Asks a bridge to observe a native room.</summary>
internal sealed class PortalDelivery(long position, string network, PortalRequest request) : DeliveryItem(position)
{
    public override void Publish(FanOut fanOut) => fanOut.Offer(network, this);

    public override bool Write(FrameWriter frame, string? network1)
    {
        if (network1 != network)
            return false;
        frame.WritePortal(Position, request);
        return true;
    }
}
