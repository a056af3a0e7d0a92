using System.Security.Cryptography;
using Dapper;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Storage;

namespace Interop.Server.Search.Index;

/// <summary>The keys of the partitions: made with them, kept wrapped in the store, and gone with them. Without its key a partition says nothing.</summary>
internal sealed class IndexKeys(Database database, AppendLog log)
{
    /// <summary>The key of a partition; null when there is none.</summary>
    public byte[]? Find(PartitionName partition) =>
        database.Read(c => c.QuerySingleOrDefault<byte[]?>("SELECT key FROM index_keys WHERE partition=@name", new { name = partition.File })) is { } wrapped ? database.Vault.UnwrapKey(wrapped) : null;

    /// <summary>A new key, in the store before anything is written under it. The one before it is gone.</summary>
    public Task<byte[]> RenewAsync(PartitionName partition) => log.WriteAsync(writer =>
    {
        var key = RandomNumberGenerator.GetBytes(PartitionKey.Octets);
        writer.Execute("INSERT OR REPLACE INTO index_keys(partition, key) VALUES (@name, @key)", new { name = partition.File, key = database.Vault.WrapKey(writer, new KeyGroup(partition.Class, partition.Period, 0), key) });
        return key;
    });

    public Task DestroyAsync(PartitionName partition) =>
        log.WriteAsync(writer => writer.Execute("DELETE FROM index_keys WHERE partition=@name", new { name = partition.File }));
}
