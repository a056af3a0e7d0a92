using System.Text.Json.Nodes;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Rooms;

namespace Interop.Server.Delivery;

/// <summary>What was decided anew on something that was held for somebody: a record of its own (spec 08).</summary>
/// <param name="Room">Where.</param>
/// <param name="To">For whom it was held.</param>
/// <param name="Held">What was held.</param>
/// <param name="Committed">The same as it is delivered.</param>
/// <param name="Answer">What was decided.</param>
internal sealed record Release(Room Room, User To, HeldEvent Held, Lazy<CommittedEvent> Committed, ReleaseOutcome Answer)
{
    /// <summary>Who wrote it.</summary>
    public required User Sender { get; init; }

    /// <summary>It goes on waiting, for another reason; null: it does not wait any more.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Of what goes on waiting: until when; null when nobody knows.</summary>
    public DateTimeOffset? Until => WaitsFor is null ? null : Answer.Outcome.Until?.ToDateTimeOffset();

    // A warning was told when it was sent.
    public DecisionCode Code => Answer.Outcome.Effect is PolicyEffect.Allow or PolicyEffect.Flag or PolicyEffect.Warn ? DecisionCodes.DeliveredArchived : Answer.Outcome.Code;

    /// <summary>The recipient gets it now.</summary>
    public bool Delivers => WaitsFor is null && Code.Class == '2';

    public LogRecord Record()
    {
        var fields = new JsonObject
        {
            ["code"] = Code.Code, ["event"] = Held.EventId.Value, ["reason"] = Held.Reason, ["recipient"] = To.UserId.Value, ["room"] = Room.RoomId.Value,
        };
        if (Until is { } until)
            fields["holdUntil"] = WireTime.Format(until);
        if (Held.Override is { } let)
            fields["override"] = let.Approver is { } approver ? new JsonObject { ["approver"] = approver.Value, ["by"] = "approver" } : new JsonObject { ["by"] = "policy" };
        return new LogRecord(LogRecord.Release, fields) { RoomRow = Room.Id };
    }

    /// <summary>As its sender is told.</summary>
    /// <param name="at">When it was committed.</param>
    public DeliveryStatus Status(DateTimeOffset at) => new()
    {
        Event = Held.EventId, Room = Room.RoomId, Recipient = To.UserId, Code = Code.Code,
        HoldUntil = Until is { } until ? WireTime.Format(until) : null, At = WireTime.Format(at),
    };
}
