using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Media;
using Interop.Protocol.ProxyApi;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Disclosures;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Media;
using Interop.Server.Rooms;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Pipeline;

/// <summary>One event on its way: what came in, what the stages decided, where it was archived.</summary>
internal sealed class MessageContext
{
    private readonly TaskCompletionSource<SubmitResult> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<MediaPart>? media;

    // What came in -------------------------------------------------------------------------------------------------------
    public required Principal Principal { get; init; }

    public required Guid Transaction { get; init; }

    /// <summary>Place of the draft in its transaction.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Of the draft's bytes: tells a repeat from another event under the same transaction id.</summary>
    public required long DraftDigest { get; init; }

    public required User Sender { get; init; }

    public required Room Room { get; init; }

    public required EventDraft Draft { get; init; }

    public string Type => Draft.Type;

    /// <summary>Canonical JSON of the header; its SHA-256 is the event id.</summary>
    public required byte[] Header { get; init; }

    public required byte[] EventDigest { get; init; }

    public required EventId EventId { get; init; }

    /// <summary>Canonical JSON of {content, provenance?, salt}.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Whether the body is the one that the header promises; null: not looked at yet.</summary>
    public bool? BodyMatches { get; init; }

    /// <summary>Made by the server itself on behalf of the sender (first events of a new room): not judged by room policy.</summary>
    public bool Internal { get; init; }

    /// <summary>Media that it refers to; none for nearly every event.</summary>
    public IReadOnlyList<MediaPart> Media => media ??= MediaParts.Of(Type, Draft.Content);

    public required EventHeader HeaderFields { get; init; }

    /// <summary>Of membership events: whom it is about, what happens, and the role; null otherwise.</summary>
    public MembershipState? Membership { get; init; }

    /// <summary>On which side of its way the event is judged here.</summary>
    public EvaluationDirection Direction => ComesIn ? EvaluationDirection.Ingress
        : Room.IsFederated || Membership is { Target.IsOurs: false } ? EvaluationDirection.Egress
        : EvaluationDirection.Local;

    /// <summary>Row of the durable inbox that holds this event, closed by the commit that archives it.</summary>
    public long? InboxRow { get; init; }

    /// <summary>Of an event from another provider, or of an own one that comes back from its hub: signatures and stamps that came with it.</summary>
    public Attestation? Attestation { get; init; }

    /// <summary>Of an event that comes from the room's hub: its place, as the hub gave it.</summary>
    public HubEntry? Place { get; init; }

    /// <summary>Why it cannot be what it wants to be here, found when it came in; null for nothing.</summary>
    public Fault? Unfit { get; init; }

    /// <summary>Of an event of another provider that asks how long it is kept: our answer (spec 9.3); null when it does not ask.</summary>
    public RetentionAnswer? RetentionAnswer { get; init; }

    /// <summary>Index of the record of an own event that went out to the hub and now comes back with its place; null otherwise.</summary>
    public long? Returns { get; init; }

    /// <summary>An own event for a room that another provider orders: it is archived and sent there, and has no place yet.</summary>
    public bool GoesOut => Attestation is null && !Room.IsOrderedHere;

    /// <summary>From another provider: only the decision for our own people is ours.</summary>
    public bool ComesIn => Attestation is not null;

    /// <summary>Of a notice that the server has made: who is told what by it; null for everything else.</summary>
    public DisclosureNotice? Discloses { get; set; }

    /// <summary>What a proxy of its own asked to have told before it was told, as far as that could be: it decides now.</summary>
    public bool DecideNow { get; set; }

    // What was decided ---------------------------------------------------------------------------------------------------

    /// <summary>Its hub has signed its place, by a key that counts: checked once.</summary>
    public bool PlaceHolds { get; set; }

    /// <summary>Null while nobody refused it.</summary>
    public DecisionCode? Refusal { get; set; }

    /// <summary>Told to the sender: the refusal, or what became of it for the recipients.</summary>
    public DecisionCode Code { get; set; } = DecisionCodes.DeliveredArchived;

    /// <summary>Refused by policy after the sender was told of the recording: the body is archived all the same.</summary>
    public bool KeepBody { get; set; }

    public string? Detail { get; set; }

    /// <summary>It has a place in the room but is not what it says: its body is not kept, and nobody gets it.</summary>
    public bool WithoutBody { get; private set; }

    /// <summary>The version of the notice that its sender has to be told before anybody reads it; null when it is not sealed.</summary>
    public string? SealedUntil { get; set; }

    /// <summary>Recipients for whom the decision is not "deliver"; null for none.</summary>
    public List<RecipientException>? Exceptions { get; set; }

    /// <summary>Policies evaluated, as written into the record.</summary>
    public string Evaluated { get; set; } = "[]";

    /// <summary>Digest of that list, once it is archived; null when it is empty.</summary>
    public string? Policies { get; set; }

    /// <summary>Those of them that asked for more than to allow, as written into the record; null for none.</summary>
    public string? Asked { get; set; }

    /// <summary>Those of them that did not come to an answer, as written into the record; null for none.</summary>
    public string? Failed { get; set; }

    /// <summary>Recipients who saw it in an observed native room although the decision for them would be stricter; null for none.</summary>
    public List<User>? NotPrevented { get; set; }

    /// <summary>What is delivered in place of the body; null when nothing was taken out.</summary>
    public RedactedBody? Redacted { get; set; }

    /// <summary>Of an event from another provider: what the proxies that its organisation declares have stamped, found good.</summary>
    public List<Stamp> LetOut { get; } = [];

    /// <summary>The stamp of a proxy that is not in this process.</summary>
    public SignedStamp? Stamp { get; set; }

    /// <summary>Why it goes on although no policy was asked (failure policy open); null when one was.</summary>
    public Bypass? Bypass { get; set; }

    /// <summary>Its media as they are here (size, what the octets are, what the scanner said), in their order, once they were required: what a policy about files goes by.</summary>
    public List<StoredMedia> StoredMedia { get; } = [];

    /// <summary>What the store calls its media, in their order; once they are looked up in the commit, those that were found.</summary>
    public IReadOnlyList<MediaName> MediaNames { get; set; } = [];

    /// <summary>Its media as the archive knows them, once looked up in its commit; null for none.</summary>
    public ArchivedMedia[]? ArchivedMedia { get; set; }

    /// <summary>What the fixed part of its record has of them, in the same order.</summary>
    public string[]? MediaCommitments { get; set; }

    /// <summary>The event that this one edits, retracts, answers or reacts to, once looked up.</summary>
    public EventReference? Target { get; set; }

    /// <summary>True when participants, the room's name or its declarations change with it: the next event of the room waits for its commit.</summary>
    public bool ChangesRoom => Type is EventTypes.Membership or EventTypes.Room or EventTypes.Supervision;

    // What became of it --------------------------------------------------------------------------------------------------
    public Task<SubmitResult> Answer => answered.Task;

    public bool Accepted => Refusal is null;

    /// <summary>Its body is archived, and so its media are.</summary>
    public bool KeepsBody => (Accepted || KeepBody) && !WithoutBody;

    /// <summary>
    /// What has a place in the room cannot be refused, only withheld: its place and header stay in the chain, and none of our people
    /// get it (spec 06, graded outcomes).
    /// </summary>
    public void Withhold(DecisionCode code, string? detail, bool keepBody)
    {
        Code = code;
        Detail = detail;
        WithoutBody = !keepBody;
        // Who is named as the sender of what is forged does not get it either.
        IEnumerable<User> kept = Room.Users.Where(u => u.IsOurs && (WithoutBody || u != Sender));
        if (Membership is { Change: MembershipState.Join, Target: { IsOurs: true } joining })
            kept = kept.Append(joining).Distinct();
        Exceptions = [.. kept.Select(u => new RecipientException(u, code))];
    }

    public void Complete(SubmitResult result) => answered.TrySetResult(result);

    public void Fail(DecisionCode code, string detail) => answered.TrySetResult(new SubmitResult { Code = code.Code, Detail = detail });
}
