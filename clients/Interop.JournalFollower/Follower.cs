using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;

namespace Interop.JournalFollower;

/// <summary>
/// Keeps a copy of an archive's records as NDJSON (spec 08.7): follows the journal by its index, hashes every record, and takes what has come into the
/// copy for good when it leads to a checkpoint that the archive's keys have signed. The archive cannot tell this copy another story later.
/// </summary>
internal sealed class Follower(OcipClient server, JsonWebKeySet pinned, string file)
{
    private const int RecordsAtOnce = 1000;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly VerificationKey[] heads = [.. pinned.Keys.Where(key => key.Purpose == KeyPurposes.Checkpoint).Select(VerificationKey.From)];
    private readonly string stateFile = file + ".state";

    /// <exception cref="InvalidDataException">The archive is not what it has signed, or not what it was; the message says where.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var state = FollowerState.Read(stateFile);
        var tree = new MerkleFrontier(state.Size, [.. state.Peaks.Select(Convert.FromBase64String)]);
        await using var copy = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        copy.SetLength(state.Octets);
        copy.Seek(0, SeekOrigin.End);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var journal = server.Archive.JournalAsync(state.Size - 1, end.Token).GetAsyncEnumerator(end.Token);
        var next = Task.FromResult(true);
        try
        {
            while (true)
            {
                // What came is made safe when nothing more comes for a moment, or enough has.
                next = journal.MoveNextAsync().AsTask();
                if (tree.Size > state.Size && (tree.Size - state.Size >= RecordsAtOnce || await Task.WhenAny(next, Task.Delay(Quiet, TimeProvider.System, stop)) != next))
                    state = await KeepAsync(state, tree, copy, stop);
                if (!await next)
                    return;
                await TakeAsync(journal.Current, tree, copy, state.Sealed, stop);
            }
        }
        finally
        {
            // The journal is let go of only when it has stopped.
            await end.CancelAsync();
            await Task.WhenAny(next);
        }
    }

    private async Task TakeAsync(ArchiveRecord record, MerkleFrontier tree, Stream copy, Dictionary<string, long> closed, CancellationToken stop)
    {
        if (record.Index != tree.Size)
            throw new InvalidDataException($"record {tree.Size} was expected, and record {record.Index} came");
        // Of a legal hold, whoever keeps no records is given the leaf hash alone (spec 09.11): the tree asks for no more.
        tree.Append(record.LeafHash is { } leaf ? Octets(leaf) : MerkleTree.LeafHash(CanonicalJson.Of(record.Record)));
        await WriteAsync(record, copy, stop);
        if (record.LeafHash is not null || !record.Record.TryGetProperty("event", out var named) || named.GetString() is not { } ev)
            return;
        if (record.BodyAbsent == "sealed")
            closed[ev] = record.Index;
        // Its sender was told of the recording: the body is given now, as a second line with the same index.
        else if (record.Record.GetProperty("kind").ValueEquals("release") && closed.Remove(ev, out var index))
            await WriteAsync(await server.Archive.RecordAsync(index, stop), copy, stop);
    }

    private static async Task WriteAsync(ArchiveRecord record, Stream copy, CancellationToken stop)
    {
        await copy.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(record, OcipJson.Default.ArchiveRecord), stop);
        copy.WriteByte((byte)'\n');
    }

    /// <summary>Compares the copy with a signed head of the archive, then makes it durable, and then says so.</summary>
    private async Task<FollowerState> KeepAsync(FollowerState state, MerkleFrontier tree, FileStream copy, CancellationToken stop)
    {
        var note = await server.Archive.CheckpointAsync(stop);
        var head = heads.Select(key => Checkpoint.TryVerify(note, key, out var good) ? good : null).FirstOrDefault(good => good is not null)
            ?? throw new InvalidDataException("the archive's checkpoint is not signed by a key that was pinned");
        if (head.Size < tree.Size)
            throw new InvalidDataException($"the archive has signed {head.Size} records, fewer than the {tree.Size} that it has given");
        byte[][] path = head.Size == tree.Size ? [] : [.. (await server.Archive.ConsistencyAsync(tree.Size, head.Size, stop)).Path.Select(Octets)];
        if (!MerkleTree.VerifyConsistency(tree.Size, head.Size, tree.Root(), head.Root, path))
            throw new InvalidDataException($"the archive's checkpoint over {head.Size} records does not continue the {tree.Size} records of this copy");
        copy.Flush(flushToDisk: true);
        var kept = new FollowerState(tree.Size, copy.Position, [.. tree.Peaks.Select(Convert.ToBase64String)], state.Sealed);
        kept.Write(stateFile);
        return kept;
    }

    private static byte[] Octets(string text) => Base64UrlText.TryDecode(text, out var octets) ? octets : throw new InvalidDataException("a proof has a hash that is none");
}
