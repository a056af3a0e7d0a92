using System.Threading.Channels;
using Interop.Server.Identity;

namespace Interop.Server.Delivery;

/// <summary>
/// An open stream of a user or of a network's bridge: what was committed since it was opened. Bounded: a receiver that
/// does not keep up loses the queue, not the messages, and reads on from the log.
/// </summary>
internal sealed class Subscription(User? user, string? network)
{
    private const int LengthMax = 4096;

    private readonly Channel<DeliveryItem> queue = Channel.CreateBounded<DeliveryItem>(
        new BoundedChannelOptions(LengthMax) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    private volatile bool overflowed;

    public User? User { get; } = user;

    public string? Network { get; } = network;

    public ChannelReader<DeliveryItem> Items => queue.Reader;

    public void Offer(DeliveryItem item)
    {
        if (!overflowed && !queue.Writer.TryWrite(item))
            overflowed = true;
    }

    /// <summary>True when items were lost: the queue is emptied, and the receiver must read from the log up to the present.</summary>
    public bool TakeOverflow()
    {
        if (!overflowed)
            return false;
        while (queue.Reader.TryRead(out _))
        {
        }
        overflowed = false;
        return true;
    }
}
