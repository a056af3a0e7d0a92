namespace Interop.Server.Preservation;

/// <summary>The archive's text index, as legal holds ask it.</summary>
/// <param name="query">Of the scope.</param>
/// <param name="after">Only records after this index, -1 for all.</param>
/// <param name="stop">Gives up.</param>
/// <returns>What was found, and up to which record the index is complete.</returns>
internal delegate Task<HeldQueryFound> HeldQueryIndex(string query, long after, CancellationToken stop);
