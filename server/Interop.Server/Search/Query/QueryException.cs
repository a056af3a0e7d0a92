namespace Interop.Server.Search.Query;

/// <summary>A question that cannot be answered as it stands.</summary>
/// <param name="position">Character of the question at which it goes wrong, from 1.</param>
/// <param name="advice">What is wrong, and what to write instead.</param>
internal sealed class QueryException(int position, string advice) : Exception($"Character {position}: {advice}");
