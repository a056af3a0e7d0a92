using System.Text.Json;
using Interop.Bridges.Matrix.Files;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>
/// Texts that stand for what is not carried over yet (polls, reactions, calls) or never can be (encrypted messages, files whose
/// place cannot be read), each with the fidelity note that says so.
/// </summary>
internal static class Placeholders
{
    private const int NameLengthMax = 200;

    /// <summary>A m.room.message whose msgtype is no text.</summary>
    public static MessageBody OfMessage(string? type, JsonElement content)
    {
        var body = content.Text("body") ?? "";
        return type switch
        {
            "m.image" => OfMedia("image", content, body),
            "m.file" => OfMedia("file", content, body),
            "m.audio" => OfMedia("audio", content, body),
            "m.video" => OfMedia("video", content, body),
            "m.location" => Of($"[location: {Short(content.Text("geo_uri") ?? "?")}] {body}", "A place was carried over as text only."),
            _ => Of(body.Length > 0 ? body : $"[message of type {Short(type ?? "?")}]", $"A message of type {Short(type ?? "?")} was carried over as text only."),
        };
    }

    /// <summary>An event of another type than m.room.message, or null when its type says nothing to people.</summary>
    public static MessageBody? OfType(string type, JsonElement content) => type switch
    {
        "m.sticker" => MediaReader.OfSticker(content) ?? Of($"[sticker: {Short(content.Text("body") ?? "?")}]", "A sticker was not carried over, only its description."),
        "m.reaction" => OfReaction(content),
        "m.poll.start" or "org.matrix.msc3381.poll.start" => Of(
            $"[poll: {Short(PollQuestion(content) ?? content.Text("body") ?? "?")}]", "A poll was carried over as its question only; votes are not carried over."),
        "m.poll.response" or "org.matrix.msc3381.poll.response" => Of("[vote in a poll]", "A vote in a poll was not carried over."),
        "m.poll.end" or "org.matrix.msc3381.poll.end" => Of("[end of a poll]", "The end of a poll was carried over without its result."),
        "m.beacon" or "org.matrix.msc3672.beacon" => Of("[location: live]", "A place was not carried over."),
        "m.room.encrypted" => Of("[encrypted message]", "The message was end-to-end encrypted and cannot be archived in clear."),
        "m.call.invite" => Of("[call]", "A call was not carried over."),
        // Whatever else brings a text for clients that do not know its type.
        _ when content.Text("body") is { Length: > 0 } body => Of(body, $"An event of type {Short(type)} was carried over as text only."),
        _ => null,
    };

    private static MessageBody OfMedia(string what, JsonElement content, string body)
    {
        var file = content.Text("filename");
        var caption = file is not null && file != body ? body : "";
        var details = new List<string>();
        if (content.Object("info")?.Text("mimetype") is { } mimeType)
            details.Add(Short(mimeType));
        if (content.Object("info")?.Number("size") is { } size)
            details.Add($"{size} octets");
        return Of(
            $"[{what}: {Short(file ?? body)}] {caption}",
            $"Media of type {what}{(details.Count > 0 ? $" ({string.Join(", ", details)})" : "")} was not carried over, only its name{(caption.Length > 0 ? " and caption" : "")}.");
    }

    private static MessageBody? OfReaction(JsonElement content)
    {
        if (content.Object("m.relates_to") is not { } relation || !MatrixEventId.TryParse(relation.Text("event_id"), out var target) || relation.Text("key") is not { } key)
            return null;
        return new MessageBody
        {
            Kind = MessageKind.Emote,
            Text = $"reacted with {Short(key)}",
            ReplyTo = new NativeEventId(target.Value),
            Fidelity = ["A reaction was carried over as text."],
        };
    }

    private static string? PollQuestion(JsonElement content)
    {
        var poll = content.Object("m.poll") ?? content.Object("org.matrix.msc3381.poll.start");
        var question = poll?.Object("question");
        return question?.Text("body") ?? question?.Text("org.matrix.msc1767.text") ?? question?.Array("m.text")?.EnumerateArray().FirstOrDefault().Text("body");
    }

    private static MessageBody Of(string text, string note) => new() { Text = text.TrimEnd(), Fidelity = [note] };

    private static string Short(string text) => text.Length <= NameLengthMax ? text : text[..NameLengthMax] + "…";
}
