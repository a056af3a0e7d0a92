using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Identifiers;

namespace Interop.Web.Pages.Chat;

/// <summary>A line of a conversation: what somebody wrote as it stands now, or what happened in the room.</summary>
public sealed class ChatMessage
{
    private readonly List<MessageVersion> versions = [];

    /// <summary>Of its row on the page, for as long as that is open.</summary>
    public required string Key { get; init; }

    /// <summary>Null while it is on its way.</summary>
    public EventId? Event { get; set; }

    /// <summary>In the room; what is on its way or was refused stands behind everything.</summary>
    public long Seq { get; set; } = long.MaxValue;

    public required UserId Sender { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What happened (joined, left, the notice); null of a message.</summary>
    public string? Happening { get; init; }

    /// <summary>Of a notice: what people outside were told by it; null of one that a network has shown.</summary>
    public string? Disclosed { get; init; }

    public MessageContent? Content { get; set; }

    public bool IsEdited => versions.Count > 1;

    /// <summary>What it said, the oldest first; empty of what was retracted before it came here.</summary>
    public IReadOnlyList<MessageVersion> Versions => versions;

    public bool IsRetracted { get; private set; }

    /// <summary>Written on this page: the server's answer told what became of it.</summary>
    public bool WasSentHere => Event is { } id && Key != id.Value;

    /// <summary>It was held and came later.</summary>
    public bool WasHeld { get; init; }

    public EventId? ReplyTo { get; init; }

    /// <summary>Of one's own: why it was refused.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>A rule of an organisation has taken parts out of it.</summary>
    public bool IsRedacted => Content?.Redacted is { Length: > 0 };

    /// <summary>Of one's own: what a policy asks to take care of (2.0.3), or that others get it without parts of it (2.0.2).</summary>
    public string? Warning { get; set; }

    /// <summary>Of one's own that was written here: as it was submitted, to submit it again.</summary>
    public EventDraft? Draft { get; set; }

    /// <summary>Of one's own: for whom it is not delivered at once, and what they were told since.</summary>
    public Dictionary<UserId, Delivery> Deliveries { get; } = [];

    /// <summary>Each sign with how many gave it.</summary>
    public Dictionary<string, int> Reactions { get; } = new(StringComparer.Ordinal);

    /// <summary>Plain text only: what came as HTML is shown by its plain alternative, and by its letters where it has none.</summary>
    public string Text => Content is null ? "" : TextOf(Content);

    public IEnumerable<ContentPart> Files => Content is null ? [] : FilesOf(Content.Part, 0);

    public bool IsFrom(UserId who) => Sender == who;

    public static string TextOf(MessageContent content) => MessageText.PlainOf(content) ?? MessageText.HtmlOf(content) ?? "";

    /// <summary>The one sign of a reaction's content.</summary>
    public static string? SignOf(MessageContent content) => MessageText.PlainOf(content) is { Length: > 0 and <= 16 } sign ? sign : null;

    /// <summary>Puts a version where it belongs; the last one in the room's order is what the message says.</summary>
    internal void Say(MessageVersion version)
    {
        if (IsRetracted || versions.Exists(v => v.Seq == version.Seq))
            return;
        versions.Add(version);
        versions.Sort((one, other) => one.Seq.CompareTo(other.Seq));
        Content = versions[^1].Content;
    }

    /// <summary>Of one's own that was written here: as the others get it.</summary>
    internal void Redact(MessageContent delivered)
    {
        if (IsRetracted || versions.FindIndex(v => v.Seq == 0) is not (>= 0 and var first))
            return;
        versions[first] = versions[first] with { Content = delivered };
        Content = versions[^1].Content;
    }

    internal void Retract()
    {
        (IsRetracted, Content) = (true, null);
        versions.Clear();
    }

    internal static IEnumerable<ContentPart> FilesOf(ContentPart part, int depth)
    {
        if (part.Cardinality == "external")
            return [part];
        return part.Parts is null || depth > 3 ? [] : part.Parts.SelectMany(inner => FilesOf(inner, depth + 1));
    }
}
