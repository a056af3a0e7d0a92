using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Media;
using Interop.Server.Media.Text;
using NodaTime;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// All that policies look at: an event, its room, and the people to whom it would go. The same form serves the first
/// decision and the look again at release. Passed by reference and never kept.
/// </summary>
internal readonly struct PolicyInput
{
    public PolicyInput()
    {
    }

    public required EventHeader Header { get; init; }

    /// <summary>On which side of the event's way it is judged.</summary>
    public EvaluationDirection Direction { get; init; }

    /// <summary>What was written, for policies that read it. Undefined when it is not at hand: then it may be anything.</summary>
    public JsonElement Content { get; init; }

    /// <summary>Whether there is anything to read: the content is not an object without members.</summary>
    public bool HasWords => Content.ValueKind != JsonValueKind.Object || Content.EnumerateObject().MoveNext();

    public required PolicyPerson Sender { get; init; }

    /// <summary>
    /// To whom it would be delivered, in an order that the caller keeps: outcomes name them by index. At first the
    /// participants; at release those for whom it was held. The sender's own copy may be among them.
    /// </summary>
    public required PolicyPerson[] Recipients { get; init; }

    /// <summary>Who is in the room now, before this event takes effect.</summary>
    public required PolicyPerson[] Participants { get; init; }

    public required Instant Now { get; init; }

    /// <summary>The organisation's groups as they stand now.</summary>
    public GroupMap Groups { get; init; } = GroupMap.Empty;

    /// <summary>Networks on which somebody in the room is reached.</summary>
    public string[] Networks { get; init; } = [];

    /// <summary>What was written, extracted once for all policies of the book; null for the policies of every engine, which read no text.</summary>
    public WrittenText? Text { get; init; }

    /// <summary>Files that it refers to, as they are here; empty where they are not at hand.</summary>
    public IReadOnlyList<StoredMedia> Media { get; init; } = [];

    /// <summary>Reads the text of attached files; null where they are not at hand, as at a proxy of its own: then they cannot be read.</summary>
    public AttachedTexts? Files { get; init; }

    /// <summary>The room is of personal personas: declared as not archived (spec 10). False: a work room.</summary>
    public bool PersonalRoom { get; init; }

    /// <summary>Version of the supervision notice in force; null when the organisation records nobody who must be told.</summary>
    public string? NoticeVersion { get; init; }

    /// <summary>The sender does not know the notice in force. Other organisations tell their people themselves.</summary>
    public bool SenderUntold => Sender.NoticeVersion != NoticeVersion && NoticeVersion is not null && Direction != EvaluationDirection.Ingress && !Sender.IsForeign;

    /// <summary>The first event of a room: with it nothing has been said yet.</summary>
    public bool CreatesRoom { get; init; }

    public MembershipChange Change { get; init; }

    /// <summary>Of a membership event: whom it is about.</summary>
    public PolicyPerson? Target { get; init; }

    /// <summary>
    /// Recipients who saw the event before it came here, since it was written in an observed native room of theirs. For
    /// them nothing can be prevented, and the decision must not claim so.
    /// </summary>
    public RecipientSet AlreadyShown { get; init; }

    /// <summary>
    /// Recipients for whom an earlier event of this room is still held by their hours. What comes later waits behind it,
    /// also in the moment between opening and release. Empty at release, which goes in order by itself.
    /// </summary>
    public RecipientSet EarlierHeld { get; init; }

    /// <summary>Of an edit: recipients for whom the message that it changes waits for a review.</summary>
    public RecipientSet OriginalInReview { get; init; }

    /// <summary>Of an edit: recipients for whom that message was blocked when it was looked at again.</summary>
    public RecipientSet OriginalBlocked { get; init; }

    /// <summary>Somebody has reviewed it and lets it go on: what asks for a review asks no more.</summary>
    public bool Reviewed { get; init; }

    /// <summary>It is urgent, and was let pass: hours do not hold it. Everything else is judged as ever.</summary>
    public bool Overridden { get; init; }

    /// <summary>This is the look again before a held event is delivered.</summary>
    public bool Release { get; init; }
}
