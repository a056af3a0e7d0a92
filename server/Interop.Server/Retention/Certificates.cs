using System.Text;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Retention;

/// <summary>Makes the certificate of a disposition that is done, from what the archive has anyway (spec 9.8).</summary>
internal sealed class Certificates(Database database, ArchiveReader reader)
{
    /// <summary>Null when there is none, or it is not done: a certificate says that nothing can be read any more.</summary>
    public DispositionCertificate? Find(string certificate)
    {
        var found = database.Read(c => c.QuerySingleOrDefault<(long Begun, long? Done)?>("SELECT begun, done FROM endings WHERE certificate=@certificate", new { certificate }));
        if (found is not { Done: { } done, Begun: var begun } || reader.One(done) is not { } record || reader.One(begun) is not { } first)
            return null;
        return database.Read(connection =>
        {
            var (from, receipts, hashes) = connection.QuerySingle<(long, string, byte[])>("SELECT first, receipts, hashes FROM batches WHERE first<=@done ORDER BY first DESC LIMIT 1", new { done });
            var place = (int)(done - from);
            var (size, note) = connection.QuerySingle<(long, string)>("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1");
            return new DispositionCertificate(
                record, first, JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(receipts), OcipJson.Default.SignedBatch)!,
                new BatchProof(0, place, new BatchTree([.. hashes.Chunk(MerkleTree.HashLength)]).Path(place)),
                new InclusionProofView(done, size, Base64UrlText.Of(TreeStore.Subtree(connection, 0, done)),
                    [.. TreeHashes.InclusionPath(done, size, (level, n) => TreeStore.Subtree(connection, level, n)).Select(h => Base64UrlText.Of(h))]),
                note);
        });
    }
}
