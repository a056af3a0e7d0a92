using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Files;

namespace Interop.Bridges.Xmpp.Messages;

/// <summary>What a message stanza says, before anybody asks who may say it.</summary>
internal sealed record ReadMessage
{
    /// <summary>The attribute "id".</summary>
    public string? Id { get; init; }

    public string? OriginId { get; init; }

    /// <summary>Only when it was given by the one who may give it.</summary>
    public string? StanzaId { get; init; }

    /// <summary>Null: nothing that a person would read.</summary>
    public string? Text { get; init; }

    public string? Html { get; init; }

    /// <summary>Then the text is what was said with them, and may be empty.</summary>
    public IReadOnlyList<SharedFile> Files { get; init; } = [];

    public bool Styled { get; init; }

    public MessageKind Kind { get; init; }

    /// <summary>Message id of the message that this corrects.</summary>
    public string? Corrects { get; init; }

    /// <summary>Id of the message that this takes back.</summary>
    public string? Retracts { get; init; }

    /// <summary>Of a moderator's retraction: who did it (an occupant's address), or "" when that is not said.</summary>
    public string? ModeratedBy { get; init; }

    public string? RetractReason { get; init; }

    public string? RepliesTo { get; init; }

    public string? ReplyQuote { get; init; }

    /// <summary>A new subject of the room.</summary>
    public string? Subject { get; init; }

    /// <summary>The nickname that the sender carries along (XEP-0172).</summary>
    public string? Nick { get; init; }

    /// <summary>Of the text, else of the whole message.</summary>
    public string? Language { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public IReadOnlyList<string> Fidelity { get; init; } = [];
}
