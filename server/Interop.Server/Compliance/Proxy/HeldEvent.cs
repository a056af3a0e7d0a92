using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
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

    private JsonElement? fixedPart;

    /// <summary>Why something waits that was decided so.</summary>
    public static string ReasonOf(PolicyEffect effect) => effect switch
    {
        PolicyEffect.Notice => ForNotice,
        PolicyEffect.Quarantine => ForReview,
        _ => ForHours,
    };

    public required long Leaf { get; init; }

    /// <summary>hours, notice or review.</summary>
    public required string Reason { get; init; }

    public required long SenderRow { get; init; }

    /// <summary>Canonical JSON of the record.</summary>
    public required byte[] Record { get; init; }

    /// <summary>Canonical JSON of the body as it was written; null once erased.</summary>
    public byte[]? Body { get; init; }

    public EventId EventId => EventId.Parse(Fixed.GetProperty("event").GetString()!);

    public EventHeader Header => Fixed.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;

    private JsonElement Fixed => fixedPart ??= JsonElement.Parse(Record);
}
