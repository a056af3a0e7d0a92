using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Storage;

namespace Interop.Server.Search.Index;

/// <summary>
/// Takes records into the index, some at a time: first the partitions, each in one transaction, then the catalog. A crash between them: the same records are
/// read again, and each partition leaves out what it has already. Whoever calls holds the gate of the store.
/// </summary>
internal sealed partial class IndexWriter(IndexStore store, SourceReader source, Alarms alarms, FaultPoints faults, ILogger<IndexWriter> logger)
{
    /// <summary>Records of one step: a fraction of a second, so that who wants to forget something does not wait long.</summary>
    public const int RecordsPerStep = 2_000;

    private Dictionary<string, long>? outgoing;

    /// <summary>The next records of the log. False: there was none.</summary>
    public async Task<bool> FollowAsync()
    {
        var records = source.Page(store.Catalog.Cursor, RecordsPerStep);
        if (records.Count == 0)
            return false;
        var progress = new IndexProgress { Cursor = records[^1].Leaf + 1 };
        await TakeAsync(records, progress);
        faults.Crash(FaultPoints.IndexCatalog);
        store.Catalog.Advance(progress);
        return true;
    }

    /// <summary>What was sealed and is open now.</summary>
    public async Task<bool> OpenAsync()
    {
        var waiting = store.Catalog.Waiting();
        if (waiting.Count == 0)
            return false;
        var still = source.Sealed();
        var open = waiting.Where(leaf => !still.Contains(leaf)).Take(RecordsPerStep).ToList();
        if (open.Count == 0)
            return false;
        var progress = new IndexProgress();
        progress.Opened.AddRange(open);
        await TakeAsync([.. open.Select(source.One).OfType<SourceRecord>()], progress);
        store.Catalog.Advance(progress);
        return true;
    }

    /// <summary>A part of what a partition lacks that is being made anew.</summary>
    public async Task<bool> RedoAsync()
    {
        if (store.Catalog.Partitions().Find(p => p.Redo is not null) is not { } state)
            return false;
        var records = source.Page(state.Redo!.Value, RecordsPerStep).Where(r => r.Leaf <= state.Last).ToList();
        await TakeAsync(records, new IndexProgress());
        var next = records.Count == 0 ? state.Last + 1 : records[^1].Leaf + 1;
        store.Catalog.SetRedo(state.Name, next > state.Last ? null : next);
        if (next > state.Last)
        {
            LogRemade(state.Name.File);
            alarms.Clear(AlarmKinds.ScrubFault, $"index/{state.Name.File}");
        }
        return true;
    }

    /// <summary>Forgets what it knows of the catalog: it was changed by others.</summary>
    public void Refresh() => outgoing = null;

    private async Task TakeAsync(List<SourceRecord> records, IndexProgress progress)
    {
        outgoing ??= store.Catalog.Outgoing();
        var documents = new Dictionary<PartitionName, List<IndexedDocument>>();
        var back = new List<long>();
        foreach (var record in records)
        {
            if (record.Ended)
                continue;
            if (record.Sealed)
            {
                progress.Sealed.Add(record.Leaf);
                continue;
            }
            if (!Prepare(record, progress, back))
                continue;
            var (name, document) = Build(record);
            if (!documents.TryGetValue(name, out var list))
                documents[name] = list = [];
            list.Add(document);
        }
        foreach (var (name, list) in documents)
            await WriteAsync(name, list);
        foreach (var leaf in back)
            Remove(leaf);
    }

    /// <summary>False: the record has no text of its own and says nothing that another does not.</summary>
    private bool Prepare(SourceRecord record, IndexProgress progress, List<long> back)
    {
        if (record.Kind is not (LogRecord.Event or LogRecord.Egress))
            return true;
        using var parsed = JsonDocument.Parse(record.Record);
        var id = parsed.RootElement.GetProperty("event").GetString()!;
        if (record.Kind == LogRecord.Egress)
        {
            if (record.Body is not null)
                progress.Outgoing[id] = outgoing![id] = record.Leaf;
            return record.Body is not null;
        }
        if (outgoing!.Remove(id, out var went))
        {
            back.Add(went);
            progress.Back.Add(id);
        }
        if (record.RoomRow is { } room && parsed.RootElement.GetProperty("header").GetProperty("type").GetString() == EventTypes.Room)
            progress.RoomStates.Add((room, record.Leaf));
        return true;
    }

    /// <summary>What no reader of texts can take is found by what it is filtered by all the same: nothing stops the index.</summary>
    private (PartitionName, IndexedDocument) Build(SourceRecord record)
    {
        try
        {
            return DocumentBuilder.Of(record);
        }
        catch (Exception fault)
        {
            LogUnreadable(record.Leaf, fault);
            return DocumentBuilder.Of(new SourceRecord { Leaf = record.Leaf, Kind = record.Kind, RoomRow = record.RoomRow, Seq = record.Seq, Record = record.Record });
        }
    }

    private async Task WriteAsync(PartitionName name, List<IndexedDocument> documents)
    {
        var writer = (await store.OpenAsync(name)).Writer;
        store.Catalog.Cover(name, documents[0].Leaf, documents.Max(d => d.Leaf));
        writer.Begin();
        try
        {
            foreach (var document in documents)
                writer.Add(document);
            writer.Commit();
        }
        catch (Exception)
        {
            writer.RollBack();
            throw;
        }
    }

    private void Remove(long leaf)
    {
        foreach (var state in store.Catalog.Partitions().Where(p => p.First <= leaf && leaf <= p.Last))
        {
            if (store.Find(state.Name) is not { } partition)
                continue;
            partition.Writer.RemoveAll([leaf]);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition} of the search index has all of its records again")]
    private partial void LogRemade(string partition);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The text of record {Leaf} could not be read; it is indexed without it")]
    private partial void LogUnreadable(long leaf, Exception fault);
}
