using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;

namespace Interop.Server.Rooms;

/// <summary>The state of a membership event (spec 05).</summary>
/// <param name="Target">Whom it is about.</param>
/// <param name="Change">join, leave or remove.</param>
/// <param name="Role">Of join: admin or member.</param>
internal sealed record MembershipState(User Target, string Change, string Role)
{
    public const string Join = "join";
    public const string Leave = "leave";
    public const string Remove = "remove";

    /// <summary>Reads it; answers what is wrong in one sentence instead.</summary>
    public static string? TryRead(JsonElement? state, UserDirectory users, out MembershipState? membership)
    {
        membership = null;
        if (state is not { ValueKind: JsonValueKind.Object } fields)
            return "A membership event needs state {target, membership}.";
        if (!TryGet(fields, StateFields.Target, out var targetText) || !UserId.TryParse(targetText, out var targetId))
            return "The state's target is not a user id.";
        if (!TryGet(fields, StateFields.Membership, out var change) || change is not (Join or Leave or Remove))
            return "The state's membership is join, leave or remove.";
        if (!TryGet(fields, StateFields.Role, out var role))
            role = Participant.Member;
        if (role is not (Participant.Admin or Participant.Member))
            return "The state's role is admin or member.";
        var target = users.Find(targetId);
        if (target is null)
            return $"There is no user {targetId.Short} here.";
        membership = new MembershipState(target, change, role);
        return null;
    }

    private static bool TryGet(JsonElement fields, string name, out string value)
    {
        value = "";
        if (!fields.TryGetProperty(name, out var field) || field.ValueKind != JsonValueKind.String)
            return false;
        value = field.GetString()!;
        return true;
    }
}
