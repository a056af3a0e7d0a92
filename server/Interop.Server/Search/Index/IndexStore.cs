using System.Collections.Immutable;
using Dapper;
using Interop.Server.Storage;

namespace Interop.Server.Search.Index;

/// <summary>The folder {data}/index: the catalog, and the partitions that are open. Whoever writes holds <see cref="Gate"/>; who searches holds nothing.</summary>
internal sealed partial class IndexStore : IDisposable
{
    /// <summary>Of everything in the folder. Another number: all of it is made anew.</summary>
    private const long Format = 1;

    private const string CatalogFile = "catalog.db";

    private readonly string folder;
    private readonly Database database;
    private readonly IndexKeys keys;
    private readonly TimeProvider time;
    private readonly ILogger<IndexStore> logger;
    private ImmutableDictionary<PartitionName, Partition> open = ImmutableDictionary<PartitionName, Partition>.Empty;

    public IndexStore(ServerOptions options, Database database, IndexKeys keys, TimeProvider time, ILogger<IndexStore> logger)
    {
        (folder, this.database, this.keys, this.time, this.logger) = (Path.Combine(options.Data, "index"), database, keys, time, logger);
        Directory.CreateDirectory(folder);
        Catalog = OpenCatalog();
        if (Catalog.Format != Format)
        {
            Catalog.Reset(Size(), Now());
            Catalog.SetFormat(Format);
        }
        WasKilled = !Catalog.Open();
        DeleteStrays();
        foreach (var state in Catalog.Partitions().Where(p => p.Redo is null && !File.Exists(PathOf(p.Name))))
            Catalog.SetRedo(state.Name, state.First);
    }

    public SemaphoreSlim Gate { get; } = new(1, 1);

    public IndexCatalog Catalog { get; }

    public string Folder => folder;

    /// <summary>The process before this one did not close it.</summary>
    public bool WasKilled { get; }

    /// <summary>The partition, opened; null when its file or its key is missing, or it cannot be read: then it has to be made anew.</summary>
    public Partition? Find(PartitionName name)
    {
        if (open.TryGetValue(name, out var partition))
            return partition;
        if (!File.Exists(PathOf(name)) || keys.Find(name) is not { } key)
            return null;
        return Keep(new Partition(name, PathOf(name), key));
    }

    /// <summary>A partition to write to, made when there is none. Whoever calls holds the gate.</summary>
    public async Task<Partition> OpenAsync(PartitionName name)
    {
        if (Find(name) is { } partition)
            return partition;
        PartitionFile.Delete(PathOf(name));
        if (Catalog.Partitions().Find(p => p.Name == name) is { Redo: null } lost)
            Catalog.SetRedo(name, lost.First);
        return Keep(new Partition(name, PathOf(name), await keys.RenewAsync(name)));
    }

    /// <summary>Closes a partition and takes its file away; its key with it.</summary>
    public async Task DeleteAsync(PartitionName name)
    {
        if (open.TryGetValue(name, out var partition))
        {
            ImmutableInterlocked.TryRemove(ref open, name, out _);
            partition.Dispose();
        }
        PartitionFile.Delete(PathOf(name));
        await keys.DestroyAsync(name);
    }

    /// <summary>Everything goes; the indexer begins at the first record.</summary>
    public async Task ResetAsync()
    {
        var names = Catalog.Partitions();
        Catalog.Reset(Size(), Now());
        foreach (var partition in names)
            await DeleteAsync(partition.Name);
    }

    /// <summary>Whether something that was in it once is not in it again yet.</summary>
    public bool IsPartial => Catalog.Rebuild is { Done: 0 } || Catalog.Partitions().Exists(p => p.Redo is not null);

    /// <summary>Notes it when everything that was there is in it again.</summary>
    public bool Complete()
    {
        if (Catalog.Rebuild is not { Done: 0 } rebuild || Catalog.Cursor < rebuild.Upto)
            return false;
        Catalog.Rebuilt(Now());
        return true;
    }

    /// <summary>A step is done: writers that were not needed for some of them go. Whoever calls holds the gate.</summary>
    public void CloseIdleWriters()
    {
        foreach (var partition in open.Values)
            partition.Age();
    }

    public void Dispose()
    {
        foreach (var partition in open.Values)
            partition.Dispose();
        Catalog.Dispose();
        Gate.Dispose();
    }

    private long Size() => database.Read(c => c.ExecuteScalar<long>("SELECT coalesce(max(leaf)+1, 0) FROM records"));

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private string PathOf(PartitionName name) => Path.Combine(folder, name.File + ".db");

    private Partition Keep(Partition partition)
    {
        var kept = ImmutableInterlocked.GetOrAdd(ref open, partition.Name, partition);
        if (kept != partition)
            partition.Dispose();
        return kept;
    }

    /// <summary>A catalog that cannot be read says nothing about the partitions: it is begun anew, and they with it.</summary>
    private IndexCatalog OpenCatalog()
    {
        var path = Path.Combine(folder, CatalogFile);
        try
        {
            var catalog = new IndexCatalog(path);
            if (catalog.IsSound())
                return catalog;
            catalog.Dispose();
        }
        catch (Microsoft.Data.Sqlite.SqliteException fault) when (Partition.IsDamage(fault))
        {
            LogCatalogDamaged(fault);
        }
        PartitionFile.Delete(path);
        return new IndexCatalog(path);
    }

    /// <summary>Files that the catalog does not know, of an earlier catalog: they are written anew where they are needed.</summary>
    private void DeleteStrays()
    {
        var known = Catalog.Partitions().Select(p => PathOf(p.Name)).Append(Path.Combine(folder, CatalogFile)).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.db").Where(file => !known.Contains(file)))
            PartitionFile.Delete(file);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The catalog of the search index is damaged; the index is made anew")]
    private partial void LogCatalogDamaged(Exception fault);
}
