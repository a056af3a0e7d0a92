namespace Interop.Server.Preservation;

/// <summary>What a hold's query found.</summary>
/// <param name="Leaves">Records that match.</param>
/// <param name="Through">The last record that was looked at.</param>
internal sealed record HeldQueryFound(IReadOnlyCollection<long> Leaves, long Through);
