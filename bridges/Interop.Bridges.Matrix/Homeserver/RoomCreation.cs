using System.Text.Json.Nodes;
using Interop.Bridges.Matrix.Identity;

namespace Interop.Bridges.Matrix.Homeserver;

/// <summary>What a new room is to be like (client-server API, POST /createRoom).</summary>
internal sealed record RoomCreation
{
    public string? Name { get; init; }

    public string? Topic { get; init; }

    /// <summary>Local part of an alias that makes the creation repeatable: a second one answers M_ROOM_IN_USE.</summary>
    public required string AliasLocalpart { get; init; }

    public required string RoomVersion { get; init; }

    public required IReadOnlyList<MatrixUserId> Invite { get; init; }

    public bool IsDirect { get; init; }

    /// <summary>False keeps the room on its own homeserver; needed true when somebody invited lives elsewhere.</summary>
    public required bool Federate { get; init; }

    public required JsonObject PowerLevels { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["visibility"] = "private",
            ["preset"] = "private_chat",
            ["room_version"] = RoomVersion,
            ["room_alias_name"] = AliasLocalpart,
            ["is_direct"] = IsDirect,
            ["invite"] = new JsonArray([.. Invite.Select(user => JsonValue.Create(user.Value))]),
            ["power_level_content_override"] = PowerLevels.DeepClone(),
            ["initial_state"] = new JsonArray(
                // Who gets in later, against our will, sees nothing of before.
                State("m.room.history_visibility", new JsonObject { ["history_visibility"] = "invited" }),
                // The alias is for us; as canonical alias it would stand as the room's name.
                State("m.room.canonical_alias", [])),
            ["creation_content"] = new JsonObject { ["m.federate"] = Federate },
        };
        if (Name is not null)
            json["name"] = Name;
        if (Topic is not null)
            json["topic"] = Topic;
        return json;
    }

    private static JsonObject State(string type, JsonObject content) => new() { ["type"] = type, ["state_key"] = "", ["content"] = content };
}
