using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Inbound;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Files;

/// <summary>Contents of messages about files.</summary>
internal static class FileWriter
{
    // Every client shows these as what they are, and none of them runs anything.
    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    private static readonly string[] Films = ["video/mp4", "video/webm", "video/ogg", "video/quicktime"];

    public static JsonObject Write(NativeFile file, string url)
    {
        var info = new JsonObject { ["mimetype"] = file.ContentType, ["size"] = file.Size };
        if (file.Pixels is { } pixels)
            (info["w"], info["h"]) = (pixels.Width, pixels.Height);
        var content = new JsonObject
        {
            ["msgtype"] = TypeOf(file.ContentType), ["filename"] = file.Name, ["url"] = url, ["info"] = info, ["m.mentions"] = new JsonObject(),
        };
        Caption(content, file.Name, file.Caption, file.CaptionHtml);
        if (file.Answers is { } answered)
            content["m.relates_to"] = new JsonObject { ["m.in_reply_to"] = new JsonObject { ["event_id"] = answered.Id.Value } };
        return content;
    }

    /// <summary>The edit that gives a file another text.</summary>
    /// <param name="sent">Content of the message as it was sent.</param>
    /// <param name="edit">The text.</param>
    /// <exception cref="NativeRefusedException">It was taken back meanwhile, or is no file.</exception>
    public static JsonObject WriteCaption(JsonObject sent, NativeEdit edit)
    {
        if ((string?)sent["url"] is null || (string?)sent["filename"] is not { } name)
            throw new NativeRefusedException("The file is not there any more.");
        foreach (var field in (string[])["m.relates_to", "m.new_content", EchoMark.Field])
            sent.Remove(field);
        var content = (JsonObject)sent.DeepClone();
        Caption(sent, name, edit.Message.Text, edit.Message.Html);
        Caption(content, name, "* " + edit.Message.Text, null);
        content["m.new_content"] = sent;
        content["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = edit.Target.Id.Value };
        return MatrixJson.Write(content).Length <= HomeserverLimits.ContentOctetsMax
            ? content
            : throw new NativeRefusedException("The new text is larger than a Matrix event can be.");
    }

    private static void Caption(JsonObject content, string name, string? caption, string? html)
    {
        content["body"] = caption is { Length: > 0 } ? caption : name;
        content.Remove("format");
        content.Remove("formatted_body");
        if (html is null || caption is not { Length: > 0 })
            return;
        content["format"] = MessageReader.MatrixHtml;
        content["formatted_body"] = html;
    }

    private static string TypeOf(string contentType) => contentType switch
    {
        _ when Pictures.Contains(contentType, StringComparer.Ordinal) => "m.image",
        _ when Films.Contains(contentType, StringComparer.Ordinal) => "m.video",
        _ when contentType.StartsWith("audio/", StringComparison.Ordinal) => "m.audio",
        _ => "m.file",
    };
}
