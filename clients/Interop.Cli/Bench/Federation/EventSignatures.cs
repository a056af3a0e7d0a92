using Interop.Cli.Bench.Machine;

namespace Interop.Cli.Bench.Federation;

/// <summary>
/// The signatures that one event needs on its way when each is made, and verified, for this event alone (spec 06, 08): the bound against which a run is
/// held. A server that batches needs fewer; the same list with the requests that carry the event alone is the second, laxer bound.
/// </summary>
/// <param name="Who">hub or follower.</param>
/// <param name="What">Of what.</param>
/// <param name="IsVerified">Verified, else made.</param>
/// <param name="OfRequest">Of a request or an answer between the two, not of the event.</param>
internal sealed record EventSignatures(string Who, string What, bool IsVerified = false, bool OfRequest = false)
{
    private const string Hub = "hub";
    private const string Follower = "follower";

    /// <summary>Of the hub's people: made there, fanned out.</summary>
    public static IReadOnlyList<EventSignatures> Out { get; } =
    [
        new(Hub, "event (origin)"), new(Hub, "stamp (egress)"), new(Hub, "place"), new(Hub, "receipt"), new(Hub, "checkpoint"),
        new(Hub, "request (fanout)", OfRequest: true), new(Follower, "request (fanout)", IsVerified: true, OfRequest: true),
        new(Follower, "event (origin)", IsVerified: true), new(Follower, "stamp (egress)", IsVerified: true), new(Follower, "place", IsVerified: true),
        new(Follower, "stamp (ingress)"), new(Follower, "receipt"), new(Follower, "checkpoint"),
        new(Follower, "answer (fanout)", OfRequest: true), new(Hub, "answer (fanout)", IsVerified: true, OfRequest: true),
    ];

    /// <summary>Of the follower's people: submitted to the hub, which fans it out to where it came from.</summary>
    public static IReadOnlyList<EventSignatures> In { get; } =
    [
        new(Follower, "event (origin)"), new(Follower, "stamp (egress)"), new(Follower, "receipt (egress)"), new(Follower, "checkpoint (egress)"),
        new(Follower, "request (submit)", OfRequest: true), new(Hub, "request (submit)", IsVerified: true, OfRequest: true),
        new(Hub, "event (origin)", IsVerified: true), new(Hub, "stamp (egress)", IsVerified: true),
        new(Hub, "place"), new(Hub, "stamp (ingress)"), new(Hub, "receipt"), new(Hub, "checkpoint"),
        new(Hub, "answer (submit)", OfRequest: true), new(Follower, "answer (submit)", IsVerified: true, OfRequest: true),
        new(Hub, "request (fanout)", OfRequest: true), new(Follower, "request (fanout)", IsVerified: true, OfRequest: true),
        new(Follower, "event (origin)", IsVerified: true), new(Follower, "place", IsVerified: true),
        new(Follower, "stamp (ingress)"), new(Follower, "receipt"), new(Follower, "checkpoint"),
        new(Follower, "answer (fanout)", OfRequest: true), new(Hub, "answer (fanout)", IsVerified: true, OfRequest: true),
    ];

    public override string ToString() => $"{Who}: {(IsVerified ? "verifies" : "signs")} {What}";

    /// <summary>Events per second that all cores could sign and verify for if they did nothing else.</summary>
    public static double Allowed(IEnumerable<EventSignatures> signatures, SignatureRates machine) =>
        1 / signatures.Sum(s => s.IsVerified ? 1 / machine.VerifyAll : 1 / machine.SignAll);

    /// <summary>As above, for as many events of the one list as of the other.</summary>
    public static double AllowedOfBoth(IEnumerable<EventSignatures> one, IEnumerable<EventSignatures> other, SignatureRates machine) =>
        2 / ((1 / Allowed(one, machine)) + (1 / Allowed(other, machine)));
}
