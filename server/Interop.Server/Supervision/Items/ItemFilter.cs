using Interop.Protocol.Decisions;
using Interop.Server.Inbound;

namespace Interop.Server.Supervision.Items;

/// <summary>Which items are asked for (spec 07.9).</summary>
internal sealed record ItemFilter
{
    private const int LimitDefault = 50;
    private const int LimitMax = 200;

    private static readonly string[] Parameters = ["queue", "state", "source", "policy", "assignee", "room", "same", "like", "must", "before", "limit"];

    public string? Queue { get; init; }

    public IReadOnlyList<string> States { get; init; } = ItemStates.All;

    public string? Source { get; init; }

    /// <summary>Name without version.</summary>
    public string? Policy { get; init; }

    public string? Assignee { get; init; }

    public long? Room { get; init; }

    /// <summary>Those with the same text as this item.</summary>
    public long? Same { get; init; }

    /// <summary>Those with nearly the same text as this item.</summary>
    public long? Like { get; init; }

    public bool? Must { get; init; }

    /// <summary>Only items with a smaller number.</summary>
    public long Before { get; init; } = long.MaxValue;

    public int Limit { get; init; } = LimitDefault;

    /// <exception cref="ProblemException">5.5.0: a parameter is unknown or wrong.</exception>
    public static ItemFilter Read(HttpRequest request)
    {
        if (request.Query.Keys.FirstOrDefault(name => !Parameters.Contains(name)) is { } unknown)
            throw new ProblemException(DecisionCodes.Malformed, $"There is no parameter {unknown}. There are: {string.Join(", ", Parameters)}.");
        string? state = request.Query["state"];
        var states = state switch { null => ItemStates.All, "open" => [.. ItemStates.All.Where(s => s != ItemStates.Closed)], _ => state.Split(',') };
        if (states.Any(s => !ItemStates.All.Contains(s)))
            throw new ProblemException(DecisionCodes.Malformed, $"state is open, or of {string.Join(", ", ItemStates.All)}, with commas between.");
        if ((string?)request.Query["policy"] is { } policy && Settings.BuiltInPolicies.NameOf(policy) != policy)
            throw new ProblemException(DecisionCodes.Malformed, $"policy is a name without its version: {Settings.BuiltInPolicies.NameOf(policy)}.");
        return new ItemFilter
        {
            Queue = request.Query["queue"], States = states, Source = request.Query["source"], Policy = request.Query["policy"], Assignee = request.Query["assignee"],
            Room = Optional(request, "room"), Same = Optional(request, "same"), Like = Optional(request, "like"), Must = request.Query["must"] == "true" ? true : null,
            Before = request.Number("before", long.MaxValue), Limit = (int)Math.Clamp(request.Number("limit", LimitDefault), 1, LimitMax),
        };
    }

    public bool Takes(ItemRow item) =>
        (Queue is null || item.Queue == Queue) && States.Contains(item.State) && (Source is null || item.Source == Source) && (Assignee is null || item.Assignee == Assignee)
        && (Room is null || item.Room == Room) && (Must is null || item.Must == Must) && (Policy is null || item.PolicyNames.Any(p => Settings.BuiltInPolicies.NameOf(p) == Policy));

    private static long? Optional(HttpRequest request, string name) => request.Query.ContainsKey(name) ? request.Number(name, 0) : null;
}
