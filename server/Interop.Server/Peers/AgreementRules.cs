using Interop.Protocol.AdminApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Time;

namespace Interop.Server.Peers;

/// <summary>Which agreements are well formed (spec 02).</summary>
internal static class AgreementRules
{
    private const int ListMax = 1000;
    private const int TextMax = 500;
    private static readonly string[] States = [Agreement.Active, Agreement.Limited, Agreement.Suspended, Agreement.Ended];
    private static readonly string[] Features = [Agreement.Direct, Agreement.Rooms, Agreement.Attachments, Agreement.Bridged];
    private static readonly string[] Directions = [Agreement.Both, Agreement.Outgoing, Agreement.Incoming];

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public static string? FaultOf(Agreement agreement)
    {
        if (!States.Contains(agreement.State, StringComparer.Ordinal))
            return $"state is one of {string.Join(", ", States)}.";
        if (agreement.State != Agreement.Limited && (agreement.Features is not null || agreement.Direction is not null || agreement.Users is not null || agreement.Groups is not null))
            return "features, direction, users and groups are of a limited agreement.";
        if (agreement.Features is { } features && !features.All(f => Features.Contains(f, StringComparer.Ordinal)))
            return $"features are {string.Join(", ", Features)}.";
        if (agreement.Direction is { } direction && !Directions.Contains(direction, StringComparer.Ordinal))
            return $"direction is one of {string.Join(", ", Directions)}.";
        if (new[] { agreement.Users, agreement.Groups, agreement.DirectoryKeys }.Any(list => list is { Length: > ListMax }) || agreement.Contact is { Length: > TextMax })
            return $"Lists have at most {ListMax} entries, contact at most {TextMax} characters.";
        if (agreement.DirectoryKeys is { } keys && !keys.All(k => Base64UrlText.TryDecode(k, 32, out _)))
            return "directoryKeys are RFC 7638 thumbprints.";
        if (agreement.Expires is { } expires && !WireTime.TryParse(expires, out _))
            return "expires is a time of the form 2026-01-31T09:30:00.000Z.";
        return agreement.RetentionFloorDays is < 0 or > 36_500 ? "retentionFloorDays is 0 to 36500." : null;
    }

    /// <summary>Why a limited agreement does not cover something, as a sentence; null when it does, or is not limited.</summary>
    public static string? Check(Agreement agreement, AgreementUse use, Func<string, string[], bool> isInOneOf)
    {
        if (agreement.State != Agreement.Limited)
            return null;
        if (agreement.Features is { } features && use.Features.FirstOrDefault(f => !features.Contains(f, StringComparer.Ordinal)) is { } missing)
            return $"The agreement between these two organisations does not cover this: {missing}.";
        if (agreement.Direction is Agreement.Outgoing && !use.Outgoing)
            return "By the agreement the people of the other organisation do not write to people here.";
        if (agreement.Direction is Agreement.Incoming && use.Outgoing)
            return "By the agreement people here do not write to people of the other organisation.";
        if (use.User is not { } user || (agreement.Users is null && agreement.Groups is null))
            return null;
        return agreement.Users?.Contains(user, StringComparer.Ordinal) == true || (agreement.Groups is { Length: > 0 } groups && isInOneOf(user, groups))
            ? null
            : "The agreement between these two organisations does not cover this person.";
    }
}
