using System.Text.Json;
using Interop.Bridges.Matrix.Files;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>
/// Reads the content of m.room.message (client-server API, "Instant Messaging"). What cannot be carried is named in the text
/// and in a fidelity note: nothing that somebody sent is left out without a trace.
/// </summary>
internal static class MessageReader
{
    public const string MatrixHtml = "org.matrix.custom.html";

    /// <summary>The event that an edit replaces, or null when the content is no edit.</summary>
    public static MatrixEventId? EditTarget(JsonElement content) =>
        content.Object("m.relates_to") is { } relation && relation.Text("rel_type") == "m.replace" && content.Object("m.new_content") is not null
            && MatrixEventId.TryParse(relation.Text("event_id"), out var target) ? target : null;

    public static MessageBody Read(JsonElement content)
    {
        var (replyTo, threadNote) = ReadRelation(content);
        var body = ReadWithoutRelation(content, replyTo is not null);
        return body with
        {
            ReplyTo = replyTo is { } target ? new NativeEventId(target.Value) : null,
            Fidelity = threadNote is null ? body.Fidelity : [.. body.Fidelity, threadNote],
        };
    }

    /// <summary>The text and kind alone, as an edit's m.new_content has them.</summary>
    public static MessageBody ReadWithoutRelation(JsonElement content, bool isReply)
    {
        var type = content.Text("msgtype");
        var kind = type switch { "m.emote" => MessageKind.Emote, "m.notice" => MessageKind.Notice, _ => MessageKind.Text };
        if (type is not ("m.text" or "m.emote" or "m.notice"))
            return MediaReader.OfMessage(type, content) ?? Placeholders.OfMessage(type, content);
        if (content.Text("body") is not { } body)
            return new MessageBody { Kind = kind, Text = "", Fidelity = ["The message had no text."] };
        var html = content.Text("format") == MatrixHtml ? content.Text("formatted_body") : null;
        var (text, quote) = isReply ? ReplyFallback.Split(body) : (body, null);
        return new MessageBody { Kind = kind, Text = text, ReplyQuote = quote, Html = html is null ? null : ReplyFallback.StripHtml(html) };
    }

    private static (MatrixEventId? ReplyTo, string? ThreadNote) ReadRelation(JsonElement content)
    {
        if (content.Object("m.relates_to") is not { } relation)
            return (null, null);
        MatrixEventId? answered = relation.Object("m.in_reply_to") is { } reply && MatrixEventId.TryParse(reply.Text("event_id"), out var target) ? target : null;
        if (relation.Text("rel_type") != "m.thread")
            return (answered, null);
        // Falling back means: the client put some earlier message of the thread there for old clients' sake.
        if (relation.Flag("is_falling_back") || answered is null)
            answered = MatrixEventId.TryParse(relation.Text("event_id"), out var root) ? root : null;
        return (answered, "Sent in a thread; shown as an answer to the thread's first message or to the one that was answered.");
    }
}
