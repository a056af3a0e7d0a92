using Interop.Protocol.ClientApi;

namespace Interop.Protocol.PeopleApi;

/// <summary>An event that its sender wants sent at a later time (spec 10.11).</summary>
/// <param name="SendAt">RFC 3339 UTC; from now to a year ahead.</param>
/// <param name="Event">As it would be submitted, without a time of its own.</param>
public sealed record SendLaterRequest(string SendAt, EventDraft Event);
