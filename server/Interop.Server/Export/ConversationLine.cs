using Interop.Protocol.Identifiers;

namespace Interop.Server.Export;

/// <summary>One record in a conversation, as readers are shown it.</summary>
internal sealed record ConversationLine
{
    public required long Index { get; init; }

    /// <summary>When it was archived, RFC 3339 UTC.</summary>
    public required string At { get; init; }

    /// <summary>When it was sent, as its sender says; null of what is no event.</summary>
    public string? Sent { get; init; }

    /// <summary>Kind of the record.</summary>
    public required string Kind { get; init; }

    /// <summary>Of events: message, edit, retract, membership, ….</summary>
    public string? Type { get; init; }

    /// <summary>Of events: the message id.</summary>
    public string? Event { get; init; }

    public UserId? Sender { get; init; }

    /// <summary>As the sender was called then.</summary>
    public string? SenderName { get; init; }

    public required Told Told { get; init; }

    /// <summary>Of what is no message: what happened, in one sentence.</summary>
    public string? Sentence { get; init; }

    /// <summary>Of somebody who came or went: who, and join, leave or remove.</summary>
    public (UserId Who, string What)? Membership { get; init; }

    public string? BodyAbsent { get; init; }

    public string? Network { get; init; }

    /// <summary>Of an edit or retraction: what it changed, when that is in the same conversation.</summary>
    public ConversationLine? Original { get; init; }

    /// <summary>Later edits and a retraction of it, in the same conversation, in order.</summary>
    public List<ConversationLine> Changes { get; } = [];

    /// <summary>Something that was written, or would have been.</summary>
    public bool IsMessage => Type is "message" or "edit" or "retract" or "reaction";

    /// <summary>The text, or why there is none.</summary>
    public string Words => Told.Text ?? (BodyAbsent switch
    {
        "sealed" => "(sealed: closed until the sender was told of the recording)",
        "notKept" => "(not kept: it was refused)",
        "erased" => "(erased)",
        _ => Told.Attachments.Count > 0 ? "(no text, see the attachments)" : Sentence ?? "(no text)",
    });
}
