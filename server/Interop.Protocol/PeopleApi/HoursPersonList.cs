namespace Interop.Protocol.PeopleApi;

/// <param name="People">In the order in which they were made.</param>
/// <param name="Next">Ask again with this as <c>after</c>; absent on the last page.</param>
public sealed record HoursPersonList(HoursPerson[] People, long? Next = null);
