using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Bridges.Matrix.Files;

/// <summary>Where a file is (mxc) and, of an encrypted one, how it is read (client-server API, "Sending encrypted attachments").</summary>
/// <param name="Server">The homeserver that has it.</param>
/// <param name="Id">Its id there.</param>
/// <param name="Lock">Null of a file in clear.</param>
internal sealed record MediaSource(string Server, string Id, AttachmentLock? Lock)
{
    private const string Scheme = "mxc://";
    private const int LengthMax = 1024;

    /// <summary>As it stands in a message's content; null when there is none that can be read.</summary>
    public static MediaSource? Of(JsonElement content)
    {
        if (content.Object("file") is { } file)
            return AttachmentLock.Of(file) is { } held && Parse(file.Text("url")) is { } locked ? locked with { Lock = held } : null;
        return Parse(content.Text("url"));
    }

    /// <summary>From <see cref="ToString"/>.</summary>
    public static MediaSource Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return Of(document.RootElement) ?? throw new FormatException("not the source of a file");
    }

    public override string ToString()
    {
        var url = $"{Scheme}{Server}/{Id}";
        return (Lock is null ? new JsonObject { ["url"] = url } : new JsonObject { ["file"] = Lock.ToJson(url) }).ToJsonString();
    }

    /// <summary>mxc://server/id; neither part can leave its place in a path.</summary>
    private static MediaSource? Parse(string? url)
    {
        if (url is not { Length: <= LengthMax } || !url.StartsWith(Scheme, StringComparison.Ordinal) || url[Scheme.Length..].Split('/') is not [{ Length: > 0 } server, { Length: > 0 } id])
            return null;
        return server.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']') && server is not ("." or "..") && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? new MediaSource(server, id, null)
            : null;
    }
}
