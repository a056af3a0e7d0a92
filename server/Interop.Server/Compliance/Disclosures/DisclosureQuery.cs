using System.Globalization;
using Interop.Protocol.Decisions;
using Interop.Protocol.PolicyApi;
using Interop.Server.Inbound;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>Of whom it is asked what they were told and have answered.</summary>
/// <param name="Policy">Of this policy only; null for all.</param>
/// <param name="State">In this state only; null for all.</param>
/// <param name="Notice">Only who was told by an earlier record, or by this one and is</param>
/// <param name="User">an earlier row.</param>
/// <param name="Limit">People at most.</param>
internal sealed record DisclosureQuery(string? Policy, string? State, long Notice, long User, int Limit)
{
    public const int LimitMax = 200;
    private const int LimitDefault = 50;
    private static readonly string[] States = [DisclosureStanding.Told, DisclosureStanding.Consented, DisclosureStanding.Refused, DisclosureStanding.Withdrawn];

    /// <exception cref="ProblemException">5.5.0: no such state, or a cursor that was not given.</exception>
    public static DisclosureQuery Of(HttpRequest request)
    {
        string? state = request.Query["state"];
        if (state is not null && !States.Contains(state))
            throw new ProblemException(DecisionCodes.Malformed, $"state is one of {string.Join(", ", States)}.");
        var (notice, user) = Read(request.Query["cursor"]);
        return new DisclosureQuery(request.Query["policy"], state, notice, user, (int)Math.Clamp(request.Number("limit", LimitDefault), 1, LimitMax));
    }

    public static string CursorOf(long notice, long user) => string.Create(CultureInfo.InvariantCulture, $"{notice}-{user}");

    private static (long Notice, long User) Read(string? cursor)
    {
        if (cursor is null)
            return (long.MaxValue, long.MaxValue);
        return cursor.Split('-') is [var before, var after] && long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var notice) && long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            ? (notice, user) : throw new ProblemException(DecisionCodes.Malformed, "cursor is the next of an earlier page.");
    }
}
