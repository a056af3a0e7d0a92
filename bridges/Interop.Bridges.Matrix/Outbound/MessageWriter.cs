using System.Text.Json.Nodes;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Outbound;

/// <summary>Neutral messages → contents of m.room.message that are sure to fit into an event.</summary>
internal static class MessageWriter
{
    /// <summary>Characters of the "* …" text for clients that do not know edits, when the whole would not fit twice.</summary>
    private const int EditFallbackMax = 200;

    private const string FormattingLeftOut = "Formatting was left out: with it the message is larger than a Matrix event can be.";

    /// <summary>One content, or several when the text does not fit into one event.</summary>
    public static IReadOnlyList<JsonObject> Write(NativeMessage message, List<string> fidelity)
    {
        var content = Content(message.Kind, message.Text, message.Html);
        if (Fits(content))
            return [content];
        if (message.Html is not null)
            fidelity.Add(FormattingLeftOut);
        var parts = Split(message.Text).Select(part => Content(message.Kind, part, null)).ToList();
        if (parts.Count > 1)
            fidelity.Add($"Sent in {parts.Count} parts: the message is larger than a Matrix event can be.");
        return parts;
    }

    public static IReadOnlyList<JsonObject> WriteReply(NativeReply reply, List<string> fidelity)
    {
        var contents = Write(reply.Message, fidelity);
        contents[0]["m.relates_to"] = new JsonObject { ["m.in_reply_to"] = new JsonObject { ["event_id"] = reply.Target.Id.Value } };
        if (MatrixUserId.TryParse(reply.Target.Sender.Value, out var answered) && answered.Value != reply.Message.Sender.Value)
            contents[0]["m.mentions"] = new JsonObject { ["user_ids"] = new JsonArray(answered.Value) };
        return contents;
    }

    /// <summary>Null when the new text does not fit into one event: a change cannot come in parts.</summary>
    public static JsonObject? WriteEdit(NativeEdit edit, List<string> fidelity)
    {
        var (kind, text, html) = (edit.Message.Kind, edit.Message.Text, edit.Message.Html);
        var content = Edit(kind, text, text, html, edit.Target);
        if (Fits(content))
            return content;
        var fallback = text.Length <= EditFallbackMax ? text : text[..EditFallbackMax] + "…";
        content = Edit(kind, text, fallback, html, edit.Target);
        if (Fits(content))
            return content;
        if (html is not null)
            fidelity.Add(FormattingLeftOut);
        content = Edit(kind, text, fallback, null, edit.Target);
        return Fits(content) ? content : null;
    }

    private static JsonObject Edit(MessageKind kind, string text, string fallback, string? html, NativeTarget target)
    {
        var content = Content(kind, "* " + fallback, null);
        content["m.new_content"] = Content(kind, text, html);
        content["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = target.Id.Value };
        return content;
    }

    private static JsonObject Content(MessageKind kind, string text, string? html)
    {
        var content = new JsonObject
        {
            ["msgtype"] = kind switch { MessageKind.Emote => "m.emote", MessageKind.Notice => "m.notice", _ => "m.text" },
            ["body"] = text,
            // Always there, so that no name in the text rings by accident (intentional mentions, v1.7).
            ["m.mentions"] = new JsonObject(),
        };
        if (html is not null)
        {
            content["format"] = "org.matrix.custom.html";
            content["formatted_body"] = html;
        }

        return content;
    }

    private static bool Fits(JsonObject content) => MatrixJson.Write(content).Length <= HomeserverLimits.ContentOctetsMax;

    /// <summary>Halves until every part fits, at a line end or a space if there is one near, never inside a character.</summary>
    private static IEnumerable<string> Split(string text)
    {
        if (Fits(Content(MessageKind.Text, text, null)))
            return [text];
        var half = text.Length / 2;
        var end = text.LastIndexOfAny(['\n', ' '], half, Math.Min(half, 1_000));
        var at = end > 0 ? end + 1 : half;
        if (char.IsLowSurrogate(text[at]))
            at--;
        return Split(text[..at]).Concat(Split(text[at..]));
    }
}
