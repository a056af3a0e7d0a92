using System.Text.Json;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;

namespace Interop.Protocol.Events;

/// <summary>Checks the <c>state</c> and content of state events (spec 05).</summary>
internal static class StateValidator
{
    private const string Path = "state";

    /// <summary>state {target, membership, role?, supervision?}, content {reason?}.</summary>
    public static Fault? CheckMembership(JsonElement state, JsonElement content) =>
        JsonShape.Only(state, Path, StateFields.Target, StateFields.Membership, StateFields.Role, StateFields.Supervision)
        ?? CheckTarget(state)
        ?? JsonShape.OneOf(state, StateFields.Membership, Path, true, "join", "leave", "remove")
        ?? JsonShape.OneOf(state, StateFields.Role, Path, false, "admin", "member")
        ?? CheckTold(state)
        ?? JsonShape.Only(content, "content", "reason")
        ?? JsonShape.Text(content, "reason", "content", EventLimits.ReasonOctetsMax);

    /// <summary>state {kind, portals?, supervision?, hub? with accepted}, content {name?, topic?}.</summary>
    public static Fault? CheckRoom(JsonElement state, JsonElement content) =>
        JsonShape.Only(state, Path, StateFields.Kind, StateFields.Portals, StateFields.Supervision, StateFields.Hub, StateFields.Accepted)
        ?? JsonShape.OneOf(state, StateFields.Kind, Path, true, "group", "direct")
        ?? CheckPortals(state)
        ?? CheckHandOver(state)
        ?? CheckDeclarations(state, required: false)
        ?? JsonShape.Only(content, "content", "name", "topic")
        ?? JsonShape.Text(content, "name", "content", EventLimits.RoomNameOctetsMax)
        ?? JsonShape.Text(content, "topic", "content", EventLimits.RoomTopicOctetsMax);

    /// <summary>state {supervision}, content {}.</summary>
    public static Fault? CheckSupervision(JsonElement state, JsonElement content) =>
        JsonShape.Only(state, Path, StateFields.Supervision) ?? CheckDeclarations(state, required: true) ?? JsonShape.Only(content, "content");

    private static Fault? CheckDeclarations(JsonElement state, bool required)
    {
        if (!state.TryGetProperty(StateFields.Supervision, out var list))
            return required ? Fault.Malformed($"{Path}.{StateFields.Supervision}: missing") : null;
        return SupervisionValidator.Read(list) is null ? Fault.Malformed($"{Path}.{StateFields.Supervision}: declarations without texts are expected, one per organisation") : null;
    }

    /// <summary>{version, digest} of the notice that covers whom a join is about.</summary>
    private static Fault? CheckTold(JsonElement state)
    {
        if (!state.TryGetProperty(StateFields.Supervision, out var notice))
            return null;
        const string path = $"{Path}.{StateFields.Supervision}";
        return JsonShape.Only(notice, path, StateFields.NoticeVersion, StateFields.NoticeDigest)
            ?? JsonShape.Text(notice, StateFields.NoticeVersion, path, SupervisionLimits.VersionOctetsMax, required: true)
            ?? JsonShape.Text(notice, StateFields.NoticeDigest, path, SupervisionLimits.VersionOctetsMax, required: true)
            ?? (Base64UrlText.TryDecode(notice.GetProperty(StateFields.NoticeDigest).GetString(), 32, out _) ? null : Fault.Malformed($"{path}.{StateFields.NoticeDigest}: 32 octets as base64url are expected"));
    }

    private static Fault? CheckTarget(JsonElement state) =>
        state.TryGetProperty(StateFields.Target, out var target) && target.ValueKind == JsonValueKind.String && UserId.TryParse(target.GetString(), out _)
            ? null
            : Fault.Malformed($"{Path}.{StateFields.Target}: a user id is expected");

    private static Fault? CheckHandOver(JsonElement state)
    {
        var (hub, accepted) = (state.TryGetProperty(StateFields.Hub, out var name), state.TryGetProperty(StateFields.Accepted, out var signature));
        if (!hub && !accepted)
            return null;
        return hub && accepted && name.ValueKind == JsonValueKind.String && ProviderName.TryParse(name.GetString(), out _)
            && signature.ValueKind == JsonValueKind.String && signature.GetString()!.Length <= Signatures.DetachedJws.LengthMax
            ? null
            : Fault.Malformed($"{Path}: hub, a provider's name, and accepted, its signature, stand together");
    }

    private static Fault? CheckPortals(JsonElement state)
    {
        if (!state.TryGetProperty(StateFields.Portals, out var portals))
            return null;
        if (portals.ValueKind != JsonValueKind.Array)
            return Fault.Malformed($"{Path}.{StateFields.Portals}: a list is expected");
        if (portals.GetArrayLength() > EventLimits.PortalsMax)
            return Fault.TooLarge($"{Path}.{StateFields.Portals}: at most {EventLimits.PortalsMax}");
        foreach (var portal in portals.EnumerateArray())
        {
            var fault = JsonShape.Only(portal, Path, "network", "kind")
                ?? JsonShape.Text(portal, "network", Path, EventLimits.LabelOctetsMax, required: true)
                ?? JsonShape.OneOf(portal, "kind", Path, true, "gated", "observed");
            if (fault is not null)
                return fault;
            if (!EventValidator.IsNetwork(portal.GetProperty("network").GetString()))
                return Fault.Malformed($"{Path}.{StateFields.Portals}: a network is a lower-case word such as matrix");
        }
        return null;
    }
}
