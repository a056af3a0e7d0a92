using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using NodaTime;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Delivery;

/// <summary>One look at everything that waits for a person in a room: what its earlier pages tell the later ones.</summary>
internal sealed class HeldPass(User user)
{
    private readonly Dictionary<EventId, PolicyEffect> before = [];

    public User User { get; } = user;

    /// <summary>Closed again, or not answered: what comes later is not looked at.</summary>
    public bool IsOver { get; set; }

    /// <summary>What has become of those that an edit must not overtake; few, since most are let go.</summary>
    public IReadOnlyDictionary<EventId, PolicyEffect> Before => before;

    /// <summary>Until when the last one waits that does; null when nobody knows.</summary>
    public Instant? Until { get; private set; }

    public void Note(HeldEvent held, RecipientOutcome outcome)
    {
        if (outcome.Effect is PolicyEffect.Block or PolicyEffect.Quarantine)
            before[held.EventId] = outcome.Effect;
        if (outcome.Effect == PolicyEffect.Hold)
            Until = outcome.Until;
    }
}
