namespace Interop.Web.Shared;

/// <summary>A part of a list, as the server gives it.</summary>
/// <param name="Items">In order.</param>
/// <param name="Next">Cursor of the part after it; null at the end.</param>
/// <param name="Total">How many there are in all, where that is known.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string? Next, long? Total = null);
