namespace Interop.Protocol.PeopleApi;

/// <summary>What calendars can be for (spec 10.9).</summary>
/// <param name="Groups">That have members, by name; at most 1,000.</param>
/// <param name="Places">At which somebody works, by name; at most 1,000.</param>
public sealed record HoursGroupList(HoursGroup[] Groups, HoursGroup[] Places);
