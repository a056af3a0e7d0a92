using System.Text.Json;
using Interop.Protocol.Media;

namespace Interop.Server.Export;

/// <summary>A record on its way into an export: the octets as they are stored, and what is read of them.</summary>
internal sealed class ExportRecord : IDisposable
{
    private JsonDocument? body;

    public required long Index { get; init; }

    public required string Kind { get; init; }

    /// <summary>Row of the room, or null.</summary>
    public long? Room { get; init; }

    public long? Seq { get; init; }

    /// <summary>Row of the user who made the event, or null.</summary>
    public long? Sender { get; init; }

    /// <summary>Canonical JSON of the fixed part.</summary>
    public required byte[] Fixed { get; init; }

    public required JsonDocument Document { get; init; }

    /// <summary>Canonical JSON of {content, provenance?, salt}, or null.</summary>
    public byte[]? Body { get; init; }

    /// <summary>sealed, notKept or erased; null when the body is there or there is none.</summary>
    public string? BodyAbsent { get; init; }

    /// <summary>Who is not given it now, as stored: {"row": "code"}.</summary>
    public string? Exceptions { get; init; }

    /// <summary>Of an erased body: index of the record that tells of its end.</summary>
    public long? Ended { get; init; }

    public ArchivedMedia[]? Media { get; set; }

    /// <summary>The body that people got in its place; null when they got it as it is.</summary>
    public byte[]? Delivered { get; init; }

    /// <summary>Of what is given to one person only: hash of the whole record's leaf.</summary>
    public byte[]? LeafHash { get; init; }

    /// <summary>Of the same: the class that the receipt names; null for the one that holds without a schedule.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>Of the same: the body is the one that was delivered, not the one that was written.</summary>
    public bool IsRedacted { get; init; }

    public JsonElement Root => Document.RootElement;

    public string At => Text("at") ?? "";

    public JsonElement? Header => Root.TryGetProperty("header", out var header) ? header : null;

    public JsonElement? Content => Body is null ? null : (body ??= JsonDocument.Parse(Body)).RootElement.GetProperty("content");

    public JsonElement? Provenance => Content is not null && body!.RootElement.TryGetProperty("provenance", out var provenance) ? provenance : null;

    /// <summary>A member of the fixed part that is a text.</summary>
    public string? Text(string name) => Of(Root, name);

    /// <summary>A member of the header that is a text.</summary>
    public string? HeaderText(string name) => Header is { } header ? Of(header, name) : null;

    /// <summary>The network that it came from or is about.</summary>
    public string? Network => HeaderText("network") ?? Text("network") ?? (Text("source") is { } source && source.StartsWith("bridge:", StringComparison.Ordinal) ? source[7..] : null);

    public static string? Of(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public void Dispose()
    {
        Document.Dispose();
        body?.Dispose();
    }
}
