using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <summary>An event to be decided on, with what a policy may look at besides the event itself.</summary>
public sealed record EvaluateItem
{
    /// <summary>egress, ingress or local.</summary>
    public required string Direction { get; init; }

    public required EventId Event { get; init; }

    public required EventHeader Header { get; init; }

    public required EventBody Body { get; init; }

    public required EvaluatePerson Sender { get; init; }

    /// <summary>For whom a decision is asked: of ingress the organisation's own people, else everybody in the room but the sender, and who joins with it.</summary>
    public required EvaluatePerson[] Recipients { get; init; }

    /// <summary>Who else is in the room, besides sender and recipients; absent for nobody.</summary>
    public UserId[]? Participants { get; init; }

    /// <summary>Recipients who saw it in an observed native room already.</summary>
    public UserId[]? AlreadyShown { get; init; }

    /// <summary>Recipients for whom an earlier event of this room is still held: this one waits behind it.</summary>
    public UserId[]? EarlierHeld { get; init; }

    /// <summary>First events of a room, made by the provider.</summary>
    public bool? CreatesRoom { get; init; }

    /// <summary>Networks on which somebody in the room is reached; null for none.</summary>
    public string[]? Networks { get; init; }

    /// <summary>People outside who are in the room and of whom the provider knows something, or whom it names nowhere but among the participants; null for nobody.</summary>
    public OutsidePerson[]? Outside { get; init; }

    /// <summary>Nobody can be told anything before it, or what was to be told was: it is decided on as it stands.</summary>
    public bool? DecideNow { get; init; }
}
