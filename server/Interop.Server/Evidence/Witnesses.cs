using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Peers;

namespace Interop.Server.Evidence;

/// <summary>
/// Witnesses the logs of other providers (spec 08): a checkpoint is signed here when it continues the one that was signed here before, by our own
/// memory. A log that was cut, or written again, gets no signature any more, and leaves a record.
/// </summary>
internal sealed class Witnesses(AppendLog log, PeerDirectories directories, ArchiveKeys keys, Forks forks, TimeProvider time)
{
    private const int PathMax = 64;

    /// <summary>Signs the checkpoint, or says from which size on a proof is needed.</summary>
    /// <exception cref="ProblemException">5.5.0 malformed; 5.5.1 not signed by the peer; 5.1.0 a log that is not the peer's; 5.5.6 not a continuation of what was witnessed.</exception>
    public async Task<Witnessed> TakeAsync(ProviderName peer, WitnessRequest request)
    {
        var checkpoint = await ReadAsync(peer, request.Checkpoint);
        if (request.Proof.Length > PathMax || request.OldSize < 0 || request.OldSize > checkpoint.Size)
            throw new ProblemException(DecisionCodes.Malformed, $"A proof has at most {PathMax} hashes, and begins at a size that is not above the checkpoint's.");
        if (forks.IsForked(checkpoint.Origin))
            throw new ProblemException(DecisionCodes.ForkedHistory, "This log contradicted itself before; it is not witnessed until the administrator of the witness decides.");
        var at = WireTime.Format(time.GetUtcNow());
        // Compared and kept in one transaction: two requests at once must not both continue the same checkpoint.
        var (witnessed, contradicted) = await log.WriteAsync(connection =>
        {
            var last = connection.QuerySingleOrDefault<(long Size, string Note)?>(
                "SELECT size, note FROM witnessed WHERE log=@Origin ORDER BY size DESC LIMIT 1", new { checkpoint.Origin });
            if (request.OldSize != (last?.Size ?? 0))
                return (new Witnessed(last?.Size ?? 0), (string?)null);
            if (last is { } known && !Continues(known.Note, checkpoint, request.Proof))
                return (new Witnessed(known.Size), known.Note);
            connection.Execute("INSERT INTO witnessed(log, size, note, at) VALUES (@Origin, @Size, @note, @at) ON CONFLICT DO NOTHING",
                new { checkpoint.Origin, checkpoint.Size, note = request.Checkpoint, at });
            return (new Witnessed(checkpoint.Size, at, Cosigning.Sign(keys.Checkpoint, request.Checkpoint, at)), null);
        });
        if (contradicted is null)
            return witnessed;
        await forks.FoundAsync(peer, checkpoint.Origin, checkpoint.Size, new JsonObject
        {
            ["ours"] = contradicted, ["proof"] = JsonSerializer.SerializeToNode(request.Proof, OcipJson.Default.StringArray), ["theirs"] = request.Checkpoint,
        });
        throw new ProblemException(DecisionCodes.ForkedHistory, $"This checkpoint is not shown to continue the one of size {witnessed.Size} that was witnessed here; both were recorded.");
    }

    /// <summary>A checkpoint of the peer's own log, signed by a key that it publishes for checkpoints.</summary>
    private async Task<Checkpoint> ReadAsync(ProviderName peer, string note)
    {
        PeerDirectory directory;
        try
        {
            directory = await directories.GetAsync(peer);
        }
        catch (PeerException unavailable)
        {
            throw new ProblemException(DecisionCodes.PeerUnavailable, unavailable.Message);
        }
        var now = time.GetUtcNow();
        foreach (var key in directory.Keys.Values.Where(k => k.Purpose == KeyPurposes.Checkpoint && k.IsValidAt(now)))
        {
            if (!Checkpoint.TryVerify(note, key, out var checkpoint))
                continue;
            return checkpoint.Origin == directory.Document.Compliance.Log ? checkpoint
                : throw new ProblemException(DecisionCodes.BlockedPolicy, $"The log of {peer} is {directory.Document.Compliance.Log}; this is a checkpoint of another.");
        }
        throw new ProblemException(DecisionCodes.Unauthenticated, $"The checkpoint is not signed by a key that {peer} publishes for checkpoints.");
    }

    private static bool Continues(string note, Checkpoint checkpoint, string[] proof)
    {
        // Verified when it was kept; the third line is the root.
        var lines = note.Split('\n');
        var path = new byte[proof.Length][];
        for (var i = 0; i < proof.Length; i++)
            path[i] = Base64UrlText.TryDecode(proof[i], MerkleTree.HashLength, out var hash) ? hash : [];
        return MerkleTree.VerifyConsistency(long.Parse(lines[1]), checkpoint.Size, Convert.FromBase64String(lines[2]), checkpoint.Root, path);
    }
}
