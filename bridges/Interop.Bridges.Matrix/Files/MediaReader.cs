using System.Text.Json;
using Interop.Bridges.Matrix.Inbound;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Files;

/// <summary>Reads messages about files (client-server API, m.image, m.file, m.audio, m.video; m.sticker). The text is the caption, where there is one.</summary>
internal static class MediaReader
{
    private const int NameMax = 200;

    /// <summary>Null when it is none, or when where its octets are cannot be read.</summary>
    public static MessageBody? OfMessage(string? type, JsonElement content)
    {
        if (type is not ("m.image" or "m.file" or "m.audio" or "m.video") || MediaSource.Of(content) is not { } source)
            return null;
        var body = content.Text("body") ?? "";
        // A name of its own, and another text: then that is a caption (v1.10).
        var hasCaption = content.Text("filename") is { Length: > 0 } name && name != body;
        var html = hasCaption && content.Text("format") == MessageReader.MatrixHtml ? content.Text("formatted_body") : null;
        return new MessageBody
        {
            Text = hasCaption ? body : "", Html = html, Files = [FileOf(source, content, hasCaption ? content.Text("filename")! : body, type["m.".Length..])],
        };
    }

    public static MessageBody? OfSticker(JsonElement content) => MediaSource.Of(content) is not { } source ? null : new MessageBody
    {
        Text = "", Files = [FileOf(source, content, content.Text("body") ?? "sticker", "sticker")], Fidelity = ["A sticker was carried as a file."],
    };

    private static InboundFile FileOf(MediaSource source, JsonElement content, string name, string kind)
    {
        var info = content.Object("info");
        return new InboundFile
        {
            Source = source.ToString(), Name = name, ContentType = info?.Text("mimetype"), Size = info?.Number("size"),
            Otherwise = $"[{kind}: {(name.Length <= NameMax ? name : name[..NameMax] + "…")}]",
        };
    }
}
