using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Evidence;
using Interop.Protocol.Time;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Retention;
using Interop.Server.Search.Index;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search;

/// <summary>
/// The search index (spec 08): what is done to it as a whole. One thing at a time writes it; searches go on meanwhile. It is no evidence and no
/// copy: whatever is wrong with it, it is made anew from the records.
/// </summary>
internal sealed partial class SearchIndex(IndexStore store, IndexWriter writer, IndexCheck check, Alarms alarms, FaultPoints faults, ILogger<SearchIndex> logger) : IBodyCopies
{
    /// <summary>So many records, and this share of a partition: then writing the rest anew is quicker than taking them out.</summary>
    private const int RemadeFrom = 5_000;

    private const int RemadeShare = 4;

    private static readonly TimeSpan ReadersGone = TimeSpan.FromMilliseconds(20);

    /// <summary>How many records of the log it lacks, those that are sealed not counted.</summary>
    public long Cursor => store.Catalog.Cursor;

    /// <summary>It was not closed: it is checked before long.</summary>
    public bool WasKilled => store.WasKilled;

    public IReadOnlyList<PartitionState> Partitions => store.Catalog.Partitions();

    /// <summary>How far it is.</summary>
    /// <param name="committed">Records of the log.</param>
    public SearchIndexView View(long committed)
    {
        var rebuild = store.Catalog.Rebuild;
        return new SearchIndexView
        {
            Records = committed,
            Searched = Cursor,
            Incomplete = store.IsPartial ? true : null,
            RebuildStartedAt = rebuild is { } begun ? TimeOf(begun.Begun) : null,
            RebuildFinishedAt = rebuild is { Done: > 0 and var done } ? TimeOf(done) : null,
        };
    }

    /// <summary>One step of what is to be done. False: there is nothing.</summary>
    public async Task<bool> StepAsync(long committed, CancellationToken stop)
    {
        await store.Gate.WaitAsync(stop);
        try
        {
            try
            {
                var worked = (store.Catalog.Cursor < committed && await writer.FollowAsync()) | await writer.OpenAsync();
                worked |= await writer.RedoAsync();
                if (worked)
                    store.CloseIdleWriters();
                if (store.Complete())
                    LogComplete(store.Catalog.Cursor);
                return worked;
            }
            catch (Exception fault) when (DamageIn(fault) is { } damage)
            {
                await RemakeDamagedAsync(damage);
                return true;
            }
        }
        finally
        {
            store.Gate.Release();
        }
    }

    /// <summary>A search has met something that was not written so: found out which partition it is, and made anew.</summary>
    public async Task SuspectAsync(Partition partition, IndexDamagedException damage)
    {
        await store.Gate.WaitAsync();
        try
        {
            if (store.Find(partition.Name) == partition)
                await RemakeAsync(partition.Name, damage.Message);
        }
        finally
        {
            store.Gate.Release();
        }
    }

    /// <summary>Everything is made anew, from the first record. A crash in it: the catalog is empty first, and what it does not name is deleted at the start.</summary>
    /// <param name="committed">Records of the log.</param>
    /// <param name="stop">Ends the waiting for what is being written now.</param>
    /// <returns>How far it is: it has nothing.</returns>
    public async Task<SearchIndexView> RebuildAsync(long committed, CancellationToken stop)
    {
        check.Interrupt();
        await store.Gate.WaitAsync(stop);
        try
        {
            await store.ResetAsync();
            writer.Refresh();
            LogRebuilt();
            return View(committed);
        }
        finally
        {
            store.Gate.Release();
        }
    }

    /// <summary>Compares each partition with itself and with the catalog; what is not as it was written is made anew. Answers how many that were.</summary>
    public async Task<int> CheckAsync(CancellationToken stop)
    {
        var damaged = 0;
        foreach (var name in store.Catalog.Partitions().Where(p => p.Redo is null).Select(p => p.Name))
        {
            if (await Task.Run(() => check.FaultOf(name), stop) is not { } fault)
                continue;
            await store.Gate.WaitAsync(stop);
            try
            {
                damaged++;
                await RemakeAsync(name, fault);
            }
            finally
            {
                store.Gate.Release();
            }
        }
        return damaged;
    }

    public void Forget(SqliteConnection connection, LeafRanges leaves)
    {
        // Its files are no part of this transaction: what is in them goes in the next step, which is done again after a crash.
    }

    public async Task ForgetAsync(LeafRanges leaves, CancellationToken stop)
    {
        check.Interrupt();
        await store.Gate.WaitAsync(stop);
        try
        {
            foreach (var range in leaves)
                store.Catalog.Forget(range.First, range.Last);
            writer.Refresh();
            foreach (var state in store.Catalog.Partitions().Where(p => p.Last >= leaves.First && p.First <= leaves.Last))
            {
                await ForgetAsync(state, leaves, stop);
                faults.Crash(FaultPoints.IndexForget);
            }
            store.Catalog.Truncate();
        }
        finally
        {
            store.Gate.Release();
        }
    }

    private async Task ForgetAsync(PartitionState state, LeafRanges leaves, CancellationToken stop)
    {
        if (store.Find(state.Name) is not { } partition)
        {
            // Neither file nor key: nothing of it can be read.
            await RemakeAsync(state.Name, "its file or its key is missing");
            return;
        }
        try
        {
            var (here, all) = (partition.Writer.Among(leaves), partition.Writer.Count());
            if (here.Count == all && state.Redo is null)
            {
                await store.DeleteAsync(state.Name);
                store.Catalog.Drop(state.Name);
                return;
            }
            if (here.Count >= RemadeFrom && here.Count * RemadeShare >= all)
            {
                await store.DeleteAsync(state.Name);
                store.Catalog.SetRedo(state.Name, state.First);
                return;
            }
            if (here.Count > 0)
                partition.Writer.RemoveAll(here);
            // Also when nothing was here: a crash may have come between the commit and this.
            while (!partition.Writer.Truncate())
            {
                partition.CloseReaders();
                check.Interrupt();
                await Task.Delay(ReadersGone, stop);
            }
        }
        catch (Exception fault) when (DamageIn(fault) is not null)
        {
            await RemakeAsync(state.Name, fault.Message);
        }
    }

    private async Task RemakeDamagedAsync(IndexDamagedException damage)
    {
        LogDamaged(damage);
        foreach (var state in store.Catalog.Partitions().Where(p => p.Redo is null))
        {
            if (check.FaultOf(state.Name) is { } fault)
                await RemakeAsync(state.Name, fault);
        }
    }

    /// <summary>First the file goes, then it is filled again, step by step: a crash between them finds at the start that it is not there.</summary>
    private async Task RemakeAsync(PartitionName name, string fault)
    {
        LogRemaking(name.File, fault);
        alarms.Raise(AlarmKinds.ScrubFault, $"index/{name.File}", "A file of the search index was damaged. It is made anew from the records; no record is concerned.");
        await store.DeleteAsync(name);
        if (store.Catalog.Partitions().Find(p => p.Name == name) is { } state)
            store.Catalog.SetRedo(name, state.First);
    }

    private static string TimeOf(long milliseconds) => WireTime.Format(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    private static IndexDamagedException? DamageIn(Exception fault) => fault switch
    {
        IndexDamagedException damage => damage,
        SqliteException sqlite when Partition.IsDamage(sqlite) => new IndexDamagedException(sqlite.Message, sqlite),
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The search index is damaged; it is found out where")]
    private partial void LogDamaged(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Partition {Partition} of the search index is not as it was written ({Fault}); it is made anew")]
    private partial void LogRemaking(string partition, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "The search index has all {Records} records again")]
    private partial void LogComplete(long records);

    [LoggerMessage(Level = LogLevel.Information, Message = "The search index is made anew, from the first record")]
    private partial void LogRebuilt();
}
