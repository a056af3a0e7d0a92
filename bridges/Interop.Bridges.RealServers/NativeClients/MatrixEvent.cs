using System.Text.Json;

namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>An event as a Matrix client got it, in the order of its sync.</summary>
/// <param name="Room">Room id.</param>
/// <param name="Json">The event as the homeserver sent it.</param>
public sealed record MatrixEvent(string Room, JsonElement Json)
{
    public string Id => Text("event_id") ?? "";

    public string Type => Text("type") ?? "";

    public string Sender => Text("sender") ?? "";

    /// <summary>Of state events: which one; of memberships the user.</summary>
    public string? StateKey => Text("state_key");

    /// <summary>Of memberships: join, leave, invite, ban.</summary>
    public string? Membership => ContentText("membership");

    public JsonElement Content => Json.GetProperty("content");

    /// <summary>Of messages: the plain text.</summary>
    public string? Body => ContentText("body");

    /// <summary>Of messages: the HTML.</summary>
    public string? FormattedBody => ContentText("formatted_body");

    /// <summary>Of files: the mxc address.</summary>
    public string? FileAddress => ContentText("url");

    /// <summary>Of files: the name.</summary>
    public string? FileName => ContentText("filename");

    /// <summary>Of edits: the new plain text.</summary>
    public string? NewBody => Content.TryGetProperty("m.new_content", out var fresh) && fresh.TryGetProperty("body", out var body) ? body.GetString() : null;

    /// <summary>Of edits: the event that is replaced.</summary>
    public string? Replaces => Relation is { } relates && relates.TryGetProperty("rel_type", out var type) && type.GetString() == "m.replace"
        ? relates.GetProperty("event_id").GetString() : null;

    /// <summary>Of replies: the event that is answered.</summary>
    public string? InReplyTo => Relation is { } relates && relates.TryGetProperty("m.in_reply_to", out var reply) ? reply.GetProperty("event_id").GetString() : null;

    /// <summary>Of redactions: the event that is removed.</summary>
    public string? Redacts => Text("redacts") ?? ContentText("redacts");

    private JsonElement? Relation => Content.TryGetProperty("m.relates_to", out var relates) ? relates : null;

    private string? Text(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private string? ContentText(string name) => Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
