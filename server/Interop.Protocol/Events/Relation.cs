using Interop.Protocol.Identifiers;

namespace Interop.Protocol.Events;

/// <summary>How an event refers to an earlier one in the same room.</summary>
/// <param name="Type">replaces (edit), retracts, inReplyTo, or reactsTo.</param>
/// <param name="Event">The event that is meant; of an edited message always the original.</param>
public sealed record Relation(string Type, EventId Event)
{
    public const string Replaces = "replaces";
    public const string Retracts = "retracts";
    public const string InReplyTo = "inReplyTo";
    public const string ReactsTo = "reactsTo";
}
