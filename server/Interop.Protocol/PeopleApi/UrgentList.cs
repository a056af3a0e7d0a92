namespace Interop.Protocol.PeopleApi;

/// <param name="Requests">Those that the asking persona may decide on, the oldest first.</param>
/// <param name="Next">Ask again with this as <c>after</c>; absent on the last page.</param>
public sealed record UrgentList(UrgentView[] Requests, long? Next = null);
