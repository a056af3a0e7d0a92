using System.Runtime.InteropServices;
using System.Text.Json;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Protocol.Events;

/// <summary>
/// Whether an event is well formed (spec 03 and 04): sizes, characters, times, relation and shape by type. Who may send it is not
/// asked here. Content must have passed <see cref="StrictJson"/>.
/// </summary>
public static class EventValidator
{
    // A number is what can grow most in canonical form: 1e20 becomes 21 digits. Raw text this much smaller needs no exact measure.
    private const int CanonicalGrowthMax = 6;

    /// <summary>The first fault of a draft, or null when there is none.</summary>
    /// <param name="now">The provider's clock; <c>created</c> may be at most 5 minutes ahead of it.</param>
    public static Fault? CheckDraft(EventDraft draft, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Content.ValueKind != JsonValueKind.Object)
            return Fault.Malformed("content: an object is expected");
        if (draft.State is { ValueKind: not JsonValueKind.Object })
            return Fault.Malformed("state: an object is expected");
        return CheckSize(draft)
            ?? CheckHeader(draft, now)
            ?? JsonShape.CleanText(draft.Content, "content")
            ?? (draft.State is { } state ? JsonShape.CleanText(state, "state") : null)
            ?? CheckProvenance(draft.Provenance)
            ?? CheckByType(draft);
    }

    /// <summary>That a transaction has 1 to 50 drafts. Each draft is checked by itself, so that each has its own answer.</summary>
    public static Fault? CheckTransaction(SubmitRequest transaction) => transaction?.Events switch
    {
        null or [] => Fault.Malformed("events: at least one is expected"),
        var events when Array.IndexOf(events, null) >= 0 => Fault.Malformed("events: an event is null"),
        { Length: > EventLimits.TransactionEventsMax } => Fault.TooLarge($"events: at most {EventLimits.TransactionEventsMax}"),
        _ => null,
    };

    /// <summary>Whether a text can be the name of a network: a lower-case word such as matrix or xmpp, at most 32 characters.</summary>
    internal static bool IsNetwork(string? text) =>
        text is { Length: > 0 and <= 32 } && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static Fault? CheckHeader(EventDraft draft, DateTimeOffset now)
    {
        if (draft.Room == default || draft.Sender == default(UserId))
            return Fault.Malformed("room, sender: an identifier is expected");
        if (!IsType(draft.Type))
            return Fault.Malformed("type: a word such as message, or one with a reverse-DNS prefix, is expected");
        if (draft.Created is not null)
        {
            if (!WireTime.TryParse(draft.Created, out var created))
                return Fault.Malformed("created: a time of the form 2026-01-31T09:30:00.000Z is expected");
            if (created > now.AddMinutes(EventLimits.CreatedAheadMinutesMax))
                return Fault.Malformed($"created: more than {EventLimits.CreatedAheadMinutesMax} minutes ahead");
        }
        if (draft.Labels is { } labels)
        {
            if (labels.Length > EventLimits.LabelsMax)
                return Fault.TooLarge($"labels: at most {EventLimits.LabelsMax}");
            if (labels.Any(label => !IsText(label, EventLimits.LabelOctetsMax)) || labels.Distinct(StringComparer.Ordinal).Count() != labels.Length)
                return Fault.Malformed($"labels: different texts of 1 to {EventLimits.LabelOctetsMax} octets are expected");
        }
        return null;
    }

    private static Fault? CheckByType(EventDraft draft) => draft.Type switch
    {
        EventTypes.Message => CheckRelation(draft, Relation.InReplyTo, required: false) ?? CheckStateless(draft) ?? PartValidator.Check(draft.Content),
        EventTypes.Edit => CheckRelation(draft, Relation.Replaces, required: true) ?? CheckStateless(draft) ?? PartValidator.Check(draft.Content),
        EventTypes.Reaction => CheckRelation(draft, Relation.ReactsTo, required: true) ?? CheckStateless(draft) ?? PartValidator.Check(draft.Content),
        EventTypes.Retract => CheckRelation(draft, Relation.Retracts, required: true) ?? CheckStateless(draft)
            ?? JsonShape.Only(draft.Content, "content", "reason")
            ?? JsonShape.Text(draft.Content, "reason", "content", EventLimits.ReasonOctetsMax),
        EventTypes.Membership => CheckUnrelated(draft)
            ?? (draft.State is { } state ? StateValidator.CheckMembership(state, draft.Content) : Fault.Malformed("state: missing")),
        EventTypes.Room => CheckUnrelated(draft)
            ?? (draft.State is { } state ? StateValidator.CheckRoom(state, draft.Content) : Fault.Malformed("state: missing")),
        // Nobody but the provider makes them; without state one says nothing and changes nothing.
        EventTypes.Supervision => CheckUnrelated(draft) ?? (draft.State is { } state ? StateValidator.CheckSupervision(state, draft.Content) : null),
        // The other types, and those that a later version knows, are archived as they came: objects of clean text.
        _ => null,
    };

    private static Fault? CheckRelation(EventDraft draft, string type, bool required)
    {
        if (draft.Relates is null)
            return required ? Fault.Malformed($"relates: an event of type {draft.Type} needs the relation {type}") : null;
        return draft.Relates.Type == type && draft.Relates.Event != default
            ? null
            : Fault.Malformed($"relates: the relation {type} to an event id is expected");
    }

    private static Fault? CheckUnrelated(EventDraft draft) =>
        draft.Relates is null ? null : Fault.Malformed($"relates: an event of type {draft.Type} has no relation");

    private static Fault? CheckStateless(EventDraft draft) =>
        draft.State is null ? null : Fault.Malformed($"state: an event of type {draft.Type} has no state");

    private static Fault? CheckProvenance(Provenance? provenance)
    {
        if (provenance is null)
            return null;
        if (!IsNetwork(provenance.Network))
            return Fault.Malformed("provenance.network: a lower-case word such as matrix is expected");
        if (!IsText(provenance.Account, EventLimits.NativeIdOctetsMax) || !IsText(provenance.NativeId, EventLimits.NativeIdOctetsMax)
            || (provenance.NativeRoom is not null && !IsText(provenance.NativeRoom, EventLimits.NativeIdOctetsMax)))
            return Fault.Malformed($"provenance: account, nativeId and nativeRoom are texts of 1 to {EventLimits.NativeIdOctetsMax} octets");
        if (!WireTime.TryParse(provenance.ReceivedAt, out _))
            return Fault.Malformed("provenance.receivedAt: a time of the form 2026-01-31T09:30:00.000Z is expected");
        if (provenance.Assurance is not ("receipt" or "authenticated"))
            return Fault.Malformed("provenance.assurance: receipt or authenticated is expected");
        if (provenance.Fidelity is { } notes && (notes.Length > EventLimits.FidelityNotesMax || notes.Any(note => !IsText(note, EventLimits.FidelityNoteOctetsMax))))
            return Fault.Malformed($"provenance.fidelity: at most {EventLimits.FidelityNotesMax} texts of 1 to {EventLimits.FidelityNoteOctetsMax} octets");
        return null;
    }

    private static Fault? CheckSize(EventDraft draft)
    {
        const int octetsMax = EventLimits.EventOctetsMax - EventLimits.EnvelopeOctets;
        var raw = JsonMarshal.GetRawUtf8Value(draft.Content).Length + 3L * RestLength(draft);
        if (draft.State is { } state)
            raw += JsonMarshal.GetRawUtf8Value(state).Length;
        if (raw <= octetsMax / CanonicalGrowthMax)
            return null;
        return CanonicalJson.Of(JsonSerializer.SerializeToElement(draft, OcipJson.Default.EventDraft)).Length > octetsMax
            ? Fault.TooLarge($"an event has at most {EventLimits.EventOctetsMax} octets in canonical form, of which {EventLimits.EnvelopeOctets} are the provider's")
            : null;
    }

    /// <summary>Characters of a draft beside content and state, and a little for their names; too many rather than too few.</summary>
    private static int RestLength(EventDraft draft)
    {
        const int names = 256;
        var length = names + (draft.Type?.Length ?? 0) + (draft.Created?.Length ?? 0) + (draft.Labels?.Sum(label => label?.Length ?? 0) ?? 0);
        if (draft.Provenance is { } p)
        {
            length += (p.Account?.Length ?? 0) + (p.NativeId?.Length ?? 0) + (p.NativeRoom?.Length ?? 0) + (p.Fidelity?.Sum(note => note?.Length ?? 0) ?? 0);
        }
        return length;
    }

    private static bool IsType(string? type) =>
        type is { Length: > 0 and <= EventLimits.TypeLengthMax }
        && type.Split('.').All(word => word.Length > 0 && char.IsAsciiLetterLower(word[0]) && word.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    private static bool IsText(string? text, int octetsMax) =>
        text is { Length: > 0 } && text.Length <= octetsMax && System.Text.Encoding.UTF8.GetByteCount(text) <= octetsMax && TextRules.IndexOfRefused(text) < 0;
}
