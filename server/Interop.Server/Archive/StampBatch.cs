using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Evidence;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>The stamps of one group commit: each bound to the receipt of its record, all under one signature (spec 07).</summary>
internal sealed class StampBatch
{
    private readonly List<(long Leaf, Func<ArchiveReceipt, Stamp> Make)> asked = [];
    private readonly Dictionary<long, SignedStamp> signed = [];

    /// <summary>The record at this leaf gets a stamp, made once its receipt is known.</summary>
    public void Add(long leaf, Func<ArchiveReceipt, Stamp> make) => asked.Add((leaf, make));

    /// <summary>After <see cref="Seal"/>.</summary>
    public SignedStamp Of(long leaf) => signed[leaf];

    /// <summary>Signs what was asked for and stores it in the commit's own transaction: a stamp is never without its record, nor a record without its stamp.</summary>
    public void Seal(Statement insert, SigningKey key, Func<long, byte[]> receiptOf, BatchSeal receipts)
    {
        if (asked.Count == 0)
            return;
        var stamps = asked.Select(a => a.Make(JsonSerializer.Deserialize(receiptOf(a.Leaf), OcipJson.Default.ArchiveReceipt)!)).ToArray();
        var (batch, leafHashes) = BatchSigner.Sign(key, [.. stamps.Select(StampDigest.Of)]);
        var tree = new BatchTree(leafHashes);
        var receiptBatch = JsonSerializer.Deserialize(receipts.Json, OcipJson.Default.SignedBatch)!;
        for (var i = 0; i < stamps.Length; i++)
        {
            var leaf = asked[i].Leaf;
            var place = (int)(leaf - receipts.First);
            var whole = new SignedStamp(
                stamps[i], batch, new BatchProof(0, i, tree.Path(i)), receiptBatch, new BatchProof(0, place, receipts.Tree.Path(place)));
            signed[leaf] = whole;
            Write(insert, leaf, whole);
        }
    }

    /// <param name="insert">Prepared, of the commit.</param>
    /// <param name="leaf">Of the record.</param>
    /// <param name="stamp">With the signatures over it.</param>
    public static void Write(Statement insert, long leaf, SignedStamp stamp) => insert.Bind(1, leaf).BindText(2, JsonSerializer.Serialize(stamp, StoreJson.Default.SignedStamp)).Run();

    public static void Write(SqliteConnection connection, long leaf, SignedStamp stamp) =>
        connection.Execute("INSERT INTO stamps(leaf, wire) VALUES (@leaf, @wire)", new { leaf, wire = JsonSerializer.Serialize(stamp, StoreJson.Default.SignedStamp) });

    /// <summary>The stamp that is kept with a record; null for none.</summary>
    public static SignedStamp? Read(SqliteConnection connection, long leaf) =>
        connection.QuerySingleOrDefault<string?>("SELECT wire FROM stamps WHERE leaf=@leaf", new { leaf }) is { } wire
            ? JsonSerializer.Deserialize(wire, StoreJson.Default.SignedStamp)
            : null;
}
