using System.Collections.Frozen;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// To which events a version applies (spec 07). Each list that is not empty must fit; the whole scope is everything. Applied once, by
/// <see cref="ScopedPolicy"/>; kinds know nothing of it.
/// </summary>
internal sealed record PolicyScope
{
    /// <summary>Among the organisation's own people.</summary>
    public const string Internal = "internal";

    /// <summary>From own people to somebody outside: of another organisation, or bridged.</summary>
    public const string Outbound = "outbound";

    /// <summary>From somebody outside.</summary>
    public const string Inbound = "inbound";

    public static readonly PolicyScope Everything = new();

    /// <summary>Whom it is about, with groups: the sender is one of them, or, of what comes from outside, a recipient is.</summary>
    public FrozenSet<UserId> People { get; init; } = FrozenSet<UserId>.Empty;

    /// <summary>As <see cref="People"/>, by the organisation's groups as they are when an event is judged.</summary>
    public FrozenSet<string> Groups { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Networks on which somebody in the room is reached, or other organisations' providers that have people in it.</summary>
    public FrozenSet<string> Networks { get; init; } = FrozenSet<string>.Empty;

    /// <summary>internal, outbound, inbound.</summary>
    public FrozenSet<string> Directions { get; init; } = FrozenSet<string>.Empty;

    public FrozenSet<RoomId> Rooms { get; init; } = FrozenSet<RoomId>.Empty;

    /// <summary>True when every event is in it.</summary>
    public bool IsEverything { get; init; } = true;

    public bool Covers(in PolicyInput input) =>
        IsEverything
        || ((Rooms.Count == 0 || Rooms.Contains(input.Header.Room))
            && (Directions.Count == 0 || Directions.Contains(DirectionOf(in input)))
            && (Networks.Count == 0 || IsOnNetwork(in input))
            && ((People.Count == 0 && Groups.Count == 0) || Concerns(in input)));

    public static bool IsOutside(PolicyPerson person) => person.IsForeign || person.Persona == PersonaKind.Bridged;

    /// <summary>internal, outbound or inbound.</summary>
    public static string DirectionOf(in PolicyInput input)
    {
        if (input.Direction == EvaluationDirection.Ingress || IsOutside(input.Sender))
            return Inbound;
        foreach (var person in input.Recipients)
        {
            if (IsOutside(person))
                return Outbound;
        }
        // At release one recipient is asked for; the room tells who reads along.
        foreach (var person in input.Participants)
        {
            if (IsOutside(person))
                return Outbound;
        }
        return Internal;
    }

    private bool IsOnNetwork(in PolicyInput input)
    {
        if (input.Header.Network is { } own && Networks.Contains(own))
            return true;
        foreach (var network in input.Networks)
        {
            if (Networks.Contains(network))
                return true;
        }
        if (Networks.Contains(input.Sender.User.Provider.Value) && input.Sender.IsForeign)
            return true;
        foreach (var person in input.Participants)
        {
            if (person.IsForeign && Networks.Contains(person.User.Provider.Value))
                return true;
        }
        return false;
    }

    private bool Concerns(in PolicyInput input)
    {
        if (Has(input.Sender.User, input.Groups))
            return true;
        if (!IsOutside(input.Sender) && input.Direction != EvaluationDirection.Ingress)
            return false;
        foreach (var recipient in input.Recipients)
        {
            if (Has(recipient.User, input.Groups))
                return true;
        }
        return false;
    }

    private bool Has(UserId user, GroupMap groups) => People.Contains(user) || (Groups.Count > 0 && groups.IsInAny(user, Groups));
}
