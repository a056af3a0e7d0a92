using System.Text.Json;

namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>An invitation to a Matrix room.</summary>
/// <param name="Room">Room id.</param>
/// <param name="Json">The invited room as the homeserver sent it, with its stripped state.</param>
public sealed record MatrixInvite(string Room, JsonElement Json)
{
    /// <summary>The room's name in the stripped state, or null.</summary>
    public string? Name => State("m.room.name") is { } state && state.GetProperty("content").TryGetProperty("name", out var name) ? name.GetString() : null;

    /// <summary>Who invited, or null.</summary>
    public string? Inviter => Json.GetProperty("invite_state").GetProperty("events").EnumerateArray()
        .Where(e => e.GetProperty("type").GetString() == "m.room.member" && e.GetProperty("content").GetProperty("membership").GetString() == "invite")
        .Select(e => e.GetProperty("sender").GetString()).FirstOrDefault();

    private JsonElement? State(string type) => Json.GetProperty("invite_state").GetProperty("events").EnumerateArray()
        .Where(e => e.GetProperty("type").GetString() == type).Select(e => (JsonElement?)e).FirstOrDefault();
}
