using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <summary>Somebody outside who is in the room, bridged or of another organisation, with what the provider knows of this person (spec 7.7).</summary>
/// <param name="User">Who.</param>
/// <param name="Language">As the network says it, BCP 47; null when it is not known.</param>
/// <param name="Disclosed">What disclosures have told this person, one at most of each policy; null for nothing.</param>
public sealed record OutsidePerson(UserId User, string? Language = null, ToldDisclosure[]? Disclosed = null);
