using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <param name="Event">The held event.</param>
/// <param name="Recipient">For whom it is held.</param>
/// <param name="Participants">Of a release: everybody in the room now.</param>
/// <param name="Told">Of a release: whether the sender was told of the recording by now.</param>
public sealed record ReleaseItem(EventId Event, UserId Recipient, UserId[]? Participants = null, bool? Told = null);
