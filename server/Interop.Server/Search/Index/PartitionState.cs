namespace Interop.Server.Search.Index;

/// <summary>What the catalog knows of a partition.</summary>
/// <param name="Name">Class and quarter.</param>
/// <param name="First">Lowest leaf in it.</param>
/// <param name="Last">Highest leaf in it.</param>
/// <param name="Redo">While it is made anew: the leaf from which on it lacks records, up to <paramref name="Last"/>; null otherwise.</param>
internal sealed record PartitionState(PartitionName Name, long First, long Last, long? Redo);
