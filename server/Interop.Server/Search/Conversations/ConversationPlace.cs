using Interop.Protocol.Decisions;
using Interop.Server.Inbound;

namespace Interop.Server.Search.Conversations;

/// <summary>Which part of a room, and as of when.</summary>
/// <param name="Around">Records before and from this index on.</param>
/// <param name="After">Records after this index.</param>
/// <param name="Before">Records before this index; without any of the three the last ones.</param>
/// <param name="At">As of when; null: now.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record ConversationPlace(long? Around, long? After, long? Before, DateTimeOffset? At, int Limit)
{
    private const int LimitDefault = 50;
    private const int LimitMax = 200;

    private static readonly string[] Parameters = ["around", "after", "before", "at", "limit"];

    /// <exception cref="ProblemException">A parameter is unknown or wrong.</exception>
    public static ConversationPlace Read(HttpRequest request)
    {
        if (request.Query.Keys.FirstOrDefault(name => !Parameters.Contains(name)) is { } unknown)
            throw new ProblemException(DecisionCodes.Malformed, $"There is no parameter {unknown}. There are: {string.Join(", ", Parameters)}.");
        var (around, after, before) = (Optional(request, "around"), Optional(request, "after"), Optional(request, "before"));
        if (new[] { around, after, before }.Count(n => n is not null) > 1)
            throw new ProblemException(DecisionCodes.Malformed, "One of around, after and before is given.");
        var limit = request.Number("limit", LimitDefault);
        if (limit is < 1 or > LimitMax)
            throw new ProblemException(DecisionCodes.Malformed, $"limit is 1 to {LimitMax}.");
        return new ConversationPlace(around, after, before, SearchRequest.Time(request, "at") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, (int)limit);
    }

    private static long? Optional(HttpRequest request, string name) => request.Query.ContainsKey(name) ? request.Number(name, 0) : null;
}
