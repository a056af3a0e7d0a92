namespace Interop.Protocol.PeopleApi;

/// <param name="Name">Of a group, or of a place.</param>
/// <param name="People">Work personas that are in it.</param>
public sealed record HoursGroup(string Name, long People);
