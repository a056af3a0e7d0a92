namespace Interop.Protocol.ArchiveApi;

/// <summary>One value that a search can be narrowed to, and how many of the counted hits have it (spec 8.14).</summary>
/// <param name="Value">As the filter takes it.</param>
/// <param name="Count">Hits among those that were counted.</param>
/// <param name="Name">Of people and rooms what they are called now, of a direct room who is in it; absent of a group without a name.</param>
public sealed record FacetCount(string Value, long Count, string? Name = null);
