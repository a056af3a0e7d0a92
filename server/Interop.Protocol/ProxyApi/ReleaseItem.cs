using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <param name="Event">The held event.</param>
/// <param name="Recipient">For whom it is held.</param>
/// <param name="Participants">Of a release: everybody in the room now.</param>
/// <param name="Told">Of a release: whether the sender was told of the recording by now.</param>
/// <param name="Networks">Of a release: networks on which somebody in the room is reached; null for none.</param>
/// <param name="Disclosed">Of a release to somebody outside: what disclosures have told the recipient, and what was answered; null for nothing.</param>
public sealed record ReleaseItem(EventId Event, UserId Recipient, UserId[]? Participants = null, bool? Told = null, string[]? Networks = null, ToldDisclosure[]? Disclosed = null);
