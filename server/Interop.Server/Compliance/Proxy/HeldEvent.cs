using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Urgency;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Compliance.Proxy;

/// <summary>An archived event that waits for a recipient, as it stands in the store.</summary>
internal sealed record HeldEvent
{
    /// <summary>Waits for the recipient's delivery hours.</summary>
    public const string ForHours = "hours";

    /// <summary>Waits until its sender was told of the recording.</summary>
    public const string ForNotice = "notice";

    /// <summary>Waits until somebody has reviewed it.</summary>
    public const string ForReview = "review";

    /// <summary>Waits until the recipient has answered a disclosure (spec 7.8).</summary>
    public const string ForConsent = "consent";

    /// <summary>A reviewer lets it go on.</summary>
    public const string Released = "release";

    /// <summary>A reviewer has decided that it never does.</summary>
    public const string Blocked = "block";

    /// <summary>Parsed once for everybody for whom it waits: a copy for another recipient shares it.</summary>
    private readonly Parts parts = new();

    /// <summary>Why something waits that was decided so.</summary>
    public static string ReasonOf(PolicyEffect effect) => effect switch
    {
        PolicyEffect.Notice => ForNotice,
        PolicyEffect.Quarantine => ForReview,
        _ => ForHours,
    };

    /// <summary>Why something goes on waiting.</summary>
    public static string ReasonOf(ReleaseOutcome answer) => answer.ForConsent ? ForConsent : ReasonOf(answer.Outcome.Effect);

    /// <summary>Why something waits, of the whole outcome.</summary>
    public static string ReasonOf(RecipientOutcome outcome) => WaitsForConsent(outcome) ? ForConsent : ReasonOf(outcome.Effect);

    /// <summary>A policy's hold without an end (spec 7.8).</summary>
    public static bool WaitsForConsent(RecipientOutcome outcome) => outcome is { Effect: PolicyEffect.Hold, Until: null } && outcome.Code == DecisionCodes.HeldByPolicy;

    public required long Leaf { get; init; }

    /// <summary>hours, notice, review or consent.</summary>
    public required string Reason { get; init; }

    public required long SenderRow { get; init; }

    /// <summary>Canonical JSON of the record.</summary>
    public required byte[] Record
    {
        get => parts.Record;
        init => parts.Record = value;
    }

    /// <summary>Canonical JSON of the body as it was written; null once erased.</summary>
    public byte[]? Body
    {
        get => parts.Body;
        init => parts.Body = value;
    }

    /// <summary>It is urgent and was let pass, by the policy or by an approver; null for what waits for its time.</summary>
    public UrgentDecision? Override { get; init; }

    /// <summary>release or block, once a reviewer has decided at this provider; null before.</summary>
    public string? Reviewed { get; init; }

    public EventId EventId => parts.Id ??= EventId.Parse(Fixed.GetProperty("event").GetString()!);

    public EventHeader Header => parts.Header ??= Fixed.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;

    /// <summary>What was written; undefined once erased.</summary>
    public JsonElement Content => Body is null ? default : parts.Content ??= JsonElement.Parse(Body).GetProperty("content");

    /// <summary>Parts were taken out of what is delivered.</summary>
    public bool IsRedacted => Fixed.GetProperty("decision").TryGetProperty("redacted", out _);

    private JsonElement Fixed => parts.Fixed ??= JsonElement.Parse(Record);

    private sealed class Parts
    {
        public byte[] Record { get; set; } = [];

        public byte[]? Body { get; set; }

        public JsonElement? Fixed { get; set; }

        public JsonElement? Content { get; set; }

        public EventHeader? Header { get; set; }

        public EventId? Id { get; set; }
    }
}
