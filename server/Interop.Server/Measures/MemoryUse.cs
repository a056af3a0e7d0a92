namespace Interop.Server.Measures;

/// <summary>What this process has in memory, in octets, by who has it.</summary>
/// <param name="Heap">Objects, at the end of the last collection.</param>
/// <param name="HeapCommitted">What the runtime keeps for objects.</param>
/// <param name="Database">What SQLite has: pages, statements, what it sorts.</param>
internal sealed record MemoryUse(long Heap, long HeapCommitted, long Database)
{
    public static MemoryUse Now()
    {
        var collected = GC.GetGCMemoryInfo();
        return new MemoryUse(collected.HeapSizeBytes, collected.TotalCommittedBytes, SQLitePCL.raw.sqlite3_memory_used());
    }
}
