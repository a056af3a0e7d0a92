using System.Text.Json.Nodes;
using Interop.Bridges.Matrix.Identity;

namespace Interop.Bridges.Matrix.Portals;

/// <summary>
/// Who may do what in a room that the bridge makes (client-server API, m.room.power_levels): everybody speaks, only its voice
/// invites, removes and changes anything. So the gate holds: nobody else gets in, and nobody can turn on an encryption that
/// would leave nothing to archive.
/// </summary>
internal static class PowerLevels
{
    private const int Everybody = 0;
    private const int Voice = 100;

    /// <param name="voice">Who makes the room.</param>
    /// <param name="roomVersion">From 12 on a creator stands above all levels and must not be named in them.</param>
    public static JsonObject OfGatedRoom(MatrixUserId voice, string roomVersion) => new()
    {
        ["users"] = CreatorIsNamed(roomVersion) ? new JsonObject { [voice.Value] = Voice } : [],
        ["users_default"] = Everybody,
        ["events_default"] = Everybody,
        ["state_default"] = Voice,
        ["invite"] = Voice,
        ["kick"] = Voice,
        ["ban"] = Voice,
        ["redact"] = Voice,
        ["events"] = new JsonObject
        {
            ["m.room.encryption"] = Voice,
            ["m.room.power_levels"] = Voice,
            ["m.room.tombstone"] = Voice,
            ["m.room.server_acl"] = Voice,
            ["m.room.history_visibility"] = Voice,
        },
        ["notifications"] = new JsonObject { ["room"] = Voice },
    };

    private static bool CreatorIsNamed(string roomVersion) => roomVersion is "1" or "2" or "3" or "4" or "5" or "6" or "7" or "8" or "9" or "10" or "11";
}
