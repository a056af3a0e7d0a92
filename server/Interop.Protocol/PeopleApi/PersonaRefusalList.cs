namespace Interop.Protocol.PeopleApi;

/// <param name="Days">By day; without those on which nothing was refused.</param>
/// <param name="Next">Ask again with this as <c>after</c>; absent on the last page.</param>
public sealed record PersonaRefusalList(PersonaRefusalCount[] Days, string? Next = null);
