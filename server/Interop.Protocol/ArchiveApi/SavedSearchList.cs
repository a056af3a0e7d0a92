namespace Interop.Protocol.ArchiveApi;

/// <summary>Searches that are kept for somebody (spec 8.14).</summary>
/// <param name="Searches">The own ones and those that others share, by name.</param>
public sealed record SavedSearchList(SavedSearch[] Searches);
