using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Web.Pages.Chat;

/// <summary>What was said last in a room, as the list of rooms shows it.</summary>
/// <param name="Event">Null while it is on its way.</param>
/// <param name="Seq">In the room; what is on its way stands behind everything.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="At">When it was accepted.</param>
/// <param name="Kind">Of <see cref="LastMessage"/>.</param>
/// <param name="Text">What it says, or the file's name.</param>
public sealed record LastLine(EventId? Event, long Seq, UserId Sender, DateTimeOffset At, string Kind, string? Text)
{
    /// <summary>One's own that waits for somebody.</summary>
    public bool IsHeld { get; init; }

    /// <summary>It cannot be read any more.</summary>
    public bool IsGone => Kind is LastMessage.KindRetracted or LastMessage.KindErased;

    public string Words => Kind switch
    {
        LastMessage.KindRetracted => "Message retracted",
        LastMessage.KindErased => "Message erased",
        LastMessage.KindFile => Text ?? "A file",
        _ => Text is { Length: > 0 } ? Text : "Something that cannot be shown here",
    };

    /// <summary>An edit of it, or its retraction.</summary>
    public bool IsChangedBy(OcipEvent happened) => Event is { } said && happened.Header.Relates is { Type: Relation.Replaces or Relation.Retracts } change && change.Event == said;

    public static LastLine Of(LastMessage last) => new(last.Event, last.Seq, last.Sender, WireTime.Parse(last.At), last.Kind, last.Text) { IsHeld = last.Held == true };

    /// <summary>Of a message that came just now.</summary>
    public static LastLine Of(OcipEvent happened) => Of(happened.Id, happened.Hub.Seq, happened.Header.Sender, WireTime.Parse(happened.Hub.Accepted), Timeline.ContentOf(happened));

    /// <summary>Of one's own that is being sent, or was.</summary>
    public static LastLine Of(ChatMessage message) => Of(message.Event, message.Seq, message.Sender, message.At, message.Content) with { IsHeld = message.Deliveries.Values.Any(d => d.IsHeld) };

    private static LastLine Of(EventId? id, long seq, UserId sender, DateTimeOffset at, MessageContent? content)
    {
        var text = content is null ? "" : ChatMessage.TextOf(content);
        var file = text.Length > 0 || content is null ? null : ChatMessage.FilesOf(content.Part, 0).FirstOrDefault();
        var kind = text.Length > 0 ? LastMessage.KindText : file is null ? LastMessage.KindOther : LastMessage.KindFile;
        return new LastLine(id, seq, sender, at, kind, text.Length > 0 ? text : file?.Filename);
    }
}
