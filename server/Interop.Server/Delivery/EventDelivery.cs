using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Rooms;

namespace Interop.Server.Delivery;

/// <summary>An event for the participants that it was decided to be delivered to; or, once released, for one of them.</summary>
internal sealed class EventDelivery(
    long position, Room room, Participant[] participants, User sender, string? fromNetwork, IReadOnlyList<RecipientException>? exceptions, CommittedEvent committed)
    : DeliveryItem(position)
{
    private readonly Dictionary<string, User[]> recipients = [];

    // As it was for this event: who leaves takes a network along, and its bridge must hear of the leaving.
    private readonly string[] networks = room.Networks;

    /// <summary>The one recipient for whom it was held, when it is read from the store; or null. At its release a <see cref="ReleaseDelivery"/> is published instead.</summary>
    public User? ReleasedTo { get; init; }

    public override void Publish(FanOut fanOut)
    {
        foreach (var participant in participants)
        {
            if (participant.User.Live.Length > 0 && !IsException(participant.User))
                FanOut.Offer(participant.User, this);
        }
        foreach (var network in networks)
            fanOut.Offer(network, this);
    }

    public override bool Write(FrameWriter frame, string? network)
    {
        User[]? listed = null;
        if (network is not null)
        {
            listed = RecipientsOn(network);
            if (listed.Length == 0)
                return false;
        }
        frame.WriteEvent(Position, committed, ReleasedTo is not null, listed);
        return true;
    }

    /// <summary>
    /// The people of a network to whom its bridge delivers this now: not those who wrote it or saw it there, and nobody for whom the
    /// decision is otherwise.
    /// </summary>
    private User[] RecipientsOn(string network)
    {
        lock (recipients)
        {
            if (recipients.TryGetValue(network, out var known))
                return known;
            IEnumerable<User> people = ReleasedTo is { } only ? [only] : participants.Select(p => p.User).Where(u => !IsException(u));
            var found = people.Where(u => u.IsOn(network) && !(fromNetwork == network && (u == sender || room.SeesObserved(u, network)))).ToArray();
            return recipients[network] = found;
        }
    }

    private bool IsException(User user)
    {
        if (exceptions is null)
            return false;
        foreach (var exception in exceptions)
        {
            if (exception.User == user)
                return true;
        }
        return false;
    }
}
