namespace Interop.Protocol.PeopleApi;

/// <param name="Place">Where the person works, as calendars name it.</param>
public sealed record PlaceRequest(string Place);
