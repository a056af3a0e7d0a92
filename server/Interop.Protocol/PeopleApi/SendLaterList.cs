namespace Interop.Protocol.PeopleApi;

/// <param name="Items">In the order in which they were made.</param>
/// <param name="Next">Ask again with this as <c>after</c>; absent on the last page.</param>
public sealed record SendLaterList(SendLaterView[] Items, string? Next = null);
