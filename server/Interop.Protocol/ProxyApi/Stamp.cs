using Interop.Protocol.ClientApi;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <summary>
/// A compliance proxy's decision on an event (spec 07), bound to the archive's receipt of it. What is signed is SHA-256 of its
/// canonical JSON, as an entry of a batch of purpose stamp.
/// </summary>
public sealed record Stamp
{
    /// <summary>The sender's organisation lets it out.</summary>
    public const string Egress = "egress";

    /// <summary>A recipient's organisation lets it in.</summary>
    public const string Ingress = "ingress";

    /// <summary>Sender and recipients are of one organisation: one decision for both sides.</summary>
    public const string Local = "local";

    /// <summary>What was held is decided again.</summary>
    public const string Release = "release";

    /// <summary>Which proxy: <c>ocip://{provider}/p/{name}</c>.</summary>
    public required ProxyId Proxy { get; init; }

    public required EventId Event { get; init; }

    /// <summary>egress, ingress, local or release.</summary>
    public required string Direction { get; init; }

    /// <summary>Decision code of the event; of a release, for its one recipient; in direction egress, for the people of other organisations.</summary>
    public required string Code { get; init; }

    /// <summary>base64url(SHA-256(JCS([policy/version, …]))): what was evaluated, in order.</summary>
    public required string PolicyDigest { get; init; }

    /// <summary>When it was decided, RFC 3339 UTC with milliseconds.</summary>
    public required string At { get; init; }

    /// <summary>The log's commitment to the record of event and decision.</summary>
    public required ArchiveReceipt Receipt { get; init; }

    /// <summary>
    /// Everyone to whom the event is not delivered now, with a code each, of those who were asked for; of a release, its one recipient. Whoever is
    /// not listed gets it. In direction egress only people of other organisations. The strictest of all stamps on the way counts for each (<see cref="StampVector"/>).
    /// </summary>
    public RecipientResult[]? Recipients { get; init; }

    /// <summary>In direction egress, when own people do not get it now: digest of what was decided for them (<see cref="OwnDecisions"/>).</summary>
    public string? Own { get; init; }

    /// <summary>When parts were taken out: which body takes the place of which.</summary>
    public Redaction? Redacted { get; init; }

    /// <summary>Of a provider that went on without its proxy (failure policy open): why. Receivers may refuse it.</summary>
    public string? Bypass { get; init; }
}
