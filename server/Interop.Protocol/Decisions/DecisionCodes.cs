namespace Interop.Protocol.Decisions;

/// <summary>The registry of decision codes. A test compares it with spec/errors.md.</summary>
public static class DecisionCodes
{
    public static readonly DecisionCode DeliveredArchived = new("2.0.0", 200, "delivered-archived", "Archived, and given to every recipient.");
    public static readonly DecisionCode DeliveredWithNotice = new("2.0.1", 200, "delivered-with-notice", "Archived and sealed; given to the recipient once the sender was told of the recording.");
    public static readonly DecisionCode DeliveredRedacted = new("2.0.2", 200, "delivered-redacted", "Delivered with parts removed; the archive has the original.");
    public static readonly DecisionCode DeliveredWithWarning = new("2.0.3", 200, "delivered-with-warning", "Archived, and given to every recipient; a policy asks the sender to take care.");
    public static readonly DecisionCode PassedUnarchived = new("2.0.4", 200, "passed-unarchived", "Passed on in a personal room; nothing of it is archived.");
    public static readonly DecisionCode AcceptedArchivePending = new("2.1.0", 202, "accepted-archive-pending", "In the durable inbox; not archived and not delivered yet.");
    public static readonly DecisionCode HeldDeliveryHours = new("2.1.1", 202, "held-delivery-hours", "Archived, and held until the recipient's delivery hours open.");
    public static readonly DecisionCode HeldForReview = new("2.1.2", 202, "held-for-review", "Archived, and held until a reviewer decides.");
    public static readonly DecisionCode PartlyDelivered = new("2.1.3", 207, "partly-delivered", "Recipients differ; see the map per recipient.");
    public static readonly DecisionCode HeldByPolicy = new("2.1.4", 202, "held-by-policy", "Archived, and held for a time that a policy asks for.");
    public static readonly DecisionCode ArchiveUnavailable = new("4.1.0", 503, "archive-unavailable", "Nothing was accepted because it could not be archived; send it again later.");
    public static readonly DecisionCode ProxyUnavailable = new("4.1.1", 503, "proxy-unavailable", "A policy could not answer and fails closed; send it again later.");
    public static readonly DecisionCode PeerUnavailable = new("4.1.2", 503, "peer-unavailable", "The other provider cannot be reached or does not answer; it is tried again.");
    public static readonly DecisionCode QueueLimit = new("4.2.0", 429, "queue-limit", "Too much is waiting; slow down and send it again after Retry-After.");
    public static readonly DecisionCode EarlierMissing = new("4.3.0", 503, "earlier-missing", "An earlier event of this room is missing here and is being fetched; send it again later.");
    public static readonly DecisionCode MediaPending = new("4.3.1", 503, "media-pending", "Media of this event are not here yet and are being fetched; send it again later.");
    public static readonly DecisionCode BlockedPolicy = new("5.1.0", 403, "blocked-policy", "Refused by policy; this participant may not do this here.");
    public static readonly DecisionCode BlockedDlp = new("5.1.1", 403, "blocked-dlp", "Refused because of sensitive content.");
    public static readonly DecisionCode InformationBarrier = new("5.1.2", 403, "information-barrier", "An information barrier stands between sender and recipient.");
    public static readonly DecisionCode ClearanceInsufficient = new("5.1.3", 403, "clearance-insufficient", "The recipient's clearance does not cover the label.");
    public static readonly DecisionCode NoFederationAgreement = new("5.1.4", 403, "no-federation-agreement", "No agreement covers these two organisations.");
    public static readonly DecisionCode FederationSuspended = new("5.1.5", 403, "federation-suspended", "The agreement between these two organisations is suspended.");
    public static readonly DecisionCode FederationLimited = new("5.1.6", 403, "federation-limited", "The agreement between these two organisations does not cover this.");
    public static readonly DecisionCode MediaInfected = new("5.1.7", 403, "media-infected", "A scanner found malware in a file; it is not kept, and nothing may refer to it.");
    public static readonly DecisionCode SupervisionNotAcknowledged = new("5.2.0", 412, "supervision-not-acknowledged", "Acknowledge the supervision notice first.");
    public static readonly DecisionCode ConsentMissing = new("5.2.1", 412, "consent-missing", "The recipient's consent is missing.");
    public static readonly DecisionCode PersonaConflict = new("5.3.0", 409, "persona-conflict", "This persona has no place in this room; use the other one.");
    public static readonly DecisionCode RetentionConflict = new("5.3.1", 409, "retention-conflict", "The retention that was asked for cannot be kept.");
    public static readonly DecisionCode LegalHoldPreventsDeletion = new("5.3.2", 423, "legal-hold-prevents-deletion", "A legal hold keeps this record.");
    public static readonly DecisionCode ResidencyRefused = new("5.4.0", 451, "residency-refused", "The data may not be stored there.");
    public static readonly DecisionCode Malformed = new("5.5.0", 400, "malformed", "The request or event is not well formed; mend it before sending it again.");
    public static readonly DecisionCode Unauthenticated = new("5.5.1", 401, "unauthenticated", "The signature or token is missing, wrong or expired.");
    public static readonly DecisionCode TransactionConflict = new("5.5.2", 409, "transaction-conflict", "This transaction id was used for other content; take a new one.");
    public static readonly DecisionCode ProfileNotSupported = new("5.5.3", 501, "profile-not-supported", "This server does not offer that.");
    public static readonly DecisionCode NotFound = new("5.5.4", 404, "not-found", "No such thing, or not for you.");
    public static readonly DecisionCode TooLarge = new("5.5.5", 413, "too-large", "Over a limit of spec 03; send less.");
    public static readonly DecisionCode ForkedHistory = new("5.5.6", 409, "forked-history", "The room's history differs from the one that is known here; its hub has told two stories.");
    public static readonly DecisionCode StampRefused = new("5.5.7", 403, "stamp-refused", "The stamp of a required compliance proxy is missing, forged, stale or for another event.");
    public static readonly DecisionCode MediaMissing = new("5.5.8", 409, "media-missing", "The event refers to media that are not here, or not the sender's to give; upload them first.");
    public static readonly DecisionCode SealedMalformed = new("5.6.0", 400, "sealed-malformed", "Sealed content is not as the room's scheme asks, or is missing there.");
    public static readonly DecisionCode ArchiveRecipientMissing = new("5.6.1", 403, "archive-recipient-missing", "A declared archive is not among the recipients of sealed content.");
    public static readonly DecisionCode SealingStale = new("5.6.2", 409, "sealing-stale", "The room's devices or archives have changed; read its state and seal anew.");
    public static readonly DecisionCode ArchiveCopyWrong = new("5.6.3", 403, "archive-copy-wrong", "A reader found that an archive's copy of sealed content is not the real one.");

    public static readonly IReadOnlyList<DecisionCode> All =
    [
        DeliveredArchived, DeliveredWithNotice, DeliveredRedacted, DeliveredWithWarning, PassedUnarchived, AcceptedArchivePending, HeldDeliveryHours, HeldForReview,
        PartlyDelivered, HeldByPolicy, ArchiveUnavailable, ProxyUnavailable, PeerUnavailable, QueueLimit, EarlierMissing, MediaPending, BlockedPolicy, BlockedDlp, InformationBarrier,
        ClearanceInsufficient, NoFederationAgreement, FederationSuspended, FederationLimited, MediaInfected, SupervisionNotAcknowledged, ConsentMissing, PersonaConflict,
        RetentionConflict, LegalHoldPreventsDeletion, ResidencyRefused, Malformed, Unauthenticated, TransactionConflict,
        ProfileNotSupported, NotFound, TooLarge,
        ForkedHistory, StampRefused, MediaMissing,
        SealedMalformed, ArchiveRecipientMissing, SealingStale, ArchiveCopyWrong,
    ];

    private static readonly Dictionary<string, DecisionCode> ByCode = All.ToDictionary(c => c.Code, StringComparer.Ordinal);

    /// <summary>The registered code, or null.</summary>
    public static DecisionCode? Find(string code) => ByCode.GetValueOrDefault(code);
}
