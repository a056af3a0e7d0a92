using Interop.Protocol.Time;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>When each version of a policy is in force: the approved version that took effect last, until it is retired. Nothing moves it but time.</summary>
internal static class PolicyTimes
{
    /// <summary>The version in force at a moment; null for none.</summary>
    /// <param name="versions">Of one policy, by rising version.</param>
    /// <param name="at">The moment.</param>
    public static PolicyRow? InForce(IEnumerable<PolicyRow> versions, Instant at) =>
        versions.Where(v => v.ApprovedBy is not null && Moment(v.Effective) <= at).OrderBy(v => Moment(v.Effective)).ThenBy(v => v.Version).LastOrDefault() is { } last
        && (Moment(last.Retired) is not { } retired || retired > at)
            ? last
            : null;

    /// <summary>The next moment at which a version begins or ends.</summary>
    public static Instant? NextAfter(IEnumerable<PolicyRow> versions, Instant at)
    {
        Instant? next = null;
        foreach (var moment in versions.Where(v => v.ApprovedBy is not null).SelectMany(v => new[] { Moment(v.Effective), Moment(v.Retired) }))
        {
            if (moment is { } time && time > at && (next is null || time < next))
                next = time;
        }
        return next;
    }

    /// <summary>Where a version stands.</summary>
    /// <param name="versions">Of its policy.</param>
    /// <param name="version">The version.</param>
    /// <param name="at">Now.</param>
    public static string StateOf(IEnumerable<PolicyRow> versions, PolicyRow version, Instant at)
    {
        if (Moment(version.Retired) is { } retired && retired <= at)
            return PolicyState.Retired;
        if (version.ApprovedBy is null)
            return version.Proposed is null ? PolicyState.Draft : PolicyState.Proposed;
        if (Moment(version.Effective) > at)
            return PolicyState.Approved;
        return InForce(versions, at)?.Version == version.Version ? PolicyState.Effective : PolicyState.Retired;
    }

    public static Instant? Moment(string? time) => time is null ? null : Instant.FromDateTimeOffset(WireTime.Parse(time));
}
