using Interop.Server.Identity;

namespace Interop.Server.Delivery;

/// <summary>
/// Last stage: hands what was committed to the open streams of its recipients. Nothing is stored for those who are not connected: the room's log
/// and the recipient's cursor are enough to read it later (<see cref="RecipientReader"/>).
/// </summary>
internal sealed class FanOut
{
    private readonly Lock gate = new();
    private volatile Dictionary<string, Subscription[]> networks = new(StringComparer.Ordinal);

    /// <summary>Called by the log after each commit, in the order of commits, on its one thread.</summary>
    public void Publish(IReadOnlyList<DeliveryItem> items)
    {
        foreach (var item in items)
            item.Publish(this);
    }

    public static void Offer(User user, DeliveryItem item)
    {
        foreach (var subscription in user.Live)
            subscription.Offer(item);
    }

    public void Offer(string network, DeliveryItem item)
    {
        if (!networks.TryGetValue(network, out var open))
            return;
        foreach (var subscription in open)
            subscription.Offer(item);
    }

    public void Attach(Subscription subscription)
    {
        if (subscription.User is { } user)
        {
            user.Attach(subscription);
            return;
        }
        lock (gate)
        {
            networks = new Dictionary<string, Subscription[]>(networks, StringComparer.Ordinal)
            {
                [subscription.Network!] = [.. networks.GetValueOrDefault(subscription.Network!) ?? [], subscription],
            };
        }
    }

    public void Detach(Subscription subscription)
    {
        if (subscription.User is { } user)
        {
            user.Detach(subscription);
            return;
        }
        lock (gate)
        {
            networks = new Dictionary<string, Subscription[]>(networks, StringComparer.Ordinal)
            {
                [subscription.Network!] = [.. (networks.GetValueOrDefault(subscription.Network!) ?? []).Where(s => s != subscription)],
            };
        }
    }
}
