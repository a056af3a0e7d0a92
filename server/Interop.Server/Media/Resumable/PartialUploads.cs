using System.Buffers;
using System.Security.Cryptography;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.Media;
using Interop.Protocol.Time;
using Interop.Server.Archive.Encryption;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Media.Resumable;

/// <summary>
/// Files that come in several requests (spec 15.8): what was acknowledged is on the disk, encrypted, and outlasts a crash. The order of each step is: octets
/// synced, row committed, answer; the octets behind the last full chunk are in the row.
/// </summary>
internal sealed class PartialUploads(PartialRows rows, PartialTurns turns, MediaFiles files, MediaKeys keys, MediaNames names, MediaCatalog catalog, MediaIntake intake, MediaQuota quota, ServerOptions options)
{
    private const int BufferOctets = 64 * 1024;

    /// <summary>So much of a long request is acknowledged at a time, so that a break costs no more than that.</summary>
    private const int AcknowledgeEvery = 8 * 1024 * 1024;

    /// <exception cref="ProblemException">As for files in one request.</exception>
    public async Task<PartialUpload> BeginAsync(User user, long length)
    {
        quota.Check(user, length);
        return await rows.AddAsync(user, DataFile.NewKey(), length);
    }

    /// <summary>How far it is. Whoever still writes to it is ended first, so that the answer stays true.</summary>
    public async Task<PartialUpload> LookAsync(User user, string id, CancellationToken aborted)
    {
        rows.Get(user, id);
        using var turn = await turns.TakeAsync(id, aborted);
        return rows.Get(user, id);
    }

    /// <summary>Takes in what comes. What came before a break is kept.</summary>
    /// <returns>How far it is now; its octets are not <paramref name="offset"/> on when that is not where it was.</returns>
    public async Task<(PartialUpload Row, bool Fits)> AppendAsync(HttpContext context, User user, string id, long offset)
    {
        rows.Get(user, id);
        using var turn = await turns.TakeAsync(id, context.RequestAborted);
        var row = rows.Get(user, id);
        if (row.Octets != offset || row.Done is not null)
            return (row, false);
        if (context.Request.ContentLength > row.Length - offset)
            throw new ProblemException(DecisionCodes.TooLarge, "That is more than the length which was announced.");
        quota.CheckDisk(row.Length - offset);
        MediaQuota.Bound(context, row.Length - offset);
        return (await ReadAsync(context.Request.Body, row, turn.Stop), true);
    }

    /// <summary>All is here: compared with the digest, shown to the scanner, kept. May be asked again with the same answer until it expires.</summary>
    /// <exception cref="ProblemException">5.5.0: octets are missing, or are others (it is thrown away then); 5.1.7 malware; 4.1.1 no scanner.</exception>
    public async Task<MediaView> FinishAsync(HttpContext context, User user, string id, string digest)
    {
        if (!MediaId.IsDigest(digest))
            throw new ProblemException(DecisionCodes.Malformed, "digest is base64url(SHA-256(octets)).");
        rows.Get(user, id);
        using var turn = await turns.TakeAsync(id, context.RequestAborted);
        var row = rows.Get(user, id);
        if (row.Done is { } done && (done != names.Of(digest).Value || catalog.Find(digest) is not { IsHere: true }))
            throw new ProblemException(DecisionCodes.Malformed, "It was finished with another digest, or is not here any more.");
        if (row.Done is null)
            await KeepAsync(row, user, digest, turn.Stop);
        var media = catalog.Find(digest)!;
        return new MediaView(MediaId.Of(options.Provider, digest), digest, media.Size, media.Type, WireTime.Format(row.ExpiresAt));
    }

    public async Task RemoveAsync(User user, string id, CancellationToken aborted)
    {
        rows.Get(user, id);
        using var turn = await turns.TakeAsync(id, aborted);
        await rows.RemoveAsync(rows.Get(user, id));
        File.Delete(files.PathOfPartial(id));
    }

    private async Task<PartialUpload> ReadAsync(Stream body, PartialUpload row, CancellationToken stop)
    {
        var key = keys.Unwrap(row.Key!);
        using var writer = Open(row, key);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, stop)) > 0)
            {
                if (writer.Length + read > row.Length)
                    throw new ProblemException(DecisionCodes.TooLarge, "That is more than the length which was announced.");
                await writer.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                if (writer.Length - row.Octets >= AcknowledgeEvery)
                    row = await AcknowledgeAsync(row, writer, key);
            }
        }
        catch (Exception broken) when (broken is OperationCanceledException or IOException)
        {
            // The connection broke, or its client has come again on another: what came counts.
            return await AcknowledgeAsync(row, writer, key);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
        return await AcknowledgeAsync(row, writer, key);
    }

    /// <summary>A crash before the commit: the row says what it said, and what is behind that in the file is written over.</summary>
    private async Task<PartialUpload> AcknowledgeAsync(PartialUpload row, DataFileWriter writer, byte[] key)
    {
        if (writer.Length == row.Octets)
            return row;
        writer.Sync();
        var tail = new byte[writer.Tail.Length + DataChunk.Overhead];
        using var cipher = DataChunk.Cipher(key);
        DataChunk.Seal(cipher, writer.Chunks, last: false, writer.Tail, tail);
        return await rows.AdvanceAsync(row, writer.Length, tail);
    }

    private DataFileWriter Open(PartialUpload row, byte[] key)
    {
        var path = files.PathOfPartial(row.Id);
        if (row.Octets == 0)
        {
            File.Delete(path);
            var fresh = DataFile.Create(path, key);
            FolderSync.Run(Path.GetDirectoryName(path)!);
            return fresh;
        }
        files.TakeBack(row.Id);
        var tail = new byte[DataChunk.PlainOctets];
        using var cipher = DataChunk.Cipher(key);
        var size = DataChunk.Open(cipher, row.Chunks, last: false, row.Tail, tail);
        return size < 0 ? throw new DataFileException(path, row.Chunks, "the end of an upload is not what was written") : DataFile.Resume(path, key, row.Chunks, tail.AsSpan(0, size));
    }

    private async Task KeepAsync(PartialUpload row, User user, string digest, CancellationToken stop)
    {
        if (row.Octets != row.Length)
            throw new ProblemException(DecisionCodes.Malformed, $"{row.Octets} of {row.Length} octets are here: send the others first.");
        var key = keys.Unwrap(row.Key!);
        var path = files.PathOfPartial(row.Id);
        using (var writer = Open(row, key))
            writer.Complete();
        var arrived = await LookAtAsync(row.Id, path, key, stop);
        if (arrived.Digest != digest)
        {
            await rows.RemoveAsync(row);
            File.Delete(path);
            throw new ProblemException(DecisionCodes.Malformed, "The octets that came have another digest; they were thrown away.");
        }
        try
        {
            await intake.TakeAsync(arrived, MediaOwner.Of(user), stop, c => c.Execute("UPDATE media_partial SET done=@name, key=NULL, tail=NULL WHERE id=@Id", new { name = names.Of(arrived.Hash).Value, row.Id }));
        }
        catch (ProblemException infected) when (infected.Code == DecisionCodes.MediaInfected)
        {
            await rows.RemoveAsync(row);
            File.Delete(path);
            throw;
        }
        // Of octets that were here already this file is one too many.
        File.Delete(path);
    }

    /// <summary>Read again from the disk: what is compared with the digest is what will be given out.</summary>
    private static async Task<ArrivedMedia> LookAtAsync(string id, string path, byte[] key, CancellationToken stop)
    {
        await using var octets = DataFile.OpenRead(path, key);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new byte[MediaSniffer.HeadOctets];
        var known = await octets.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, stop);
        octets.Position = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            int read;
            while ((read = await octets.ReadAsync(buffer, stop)) > 0)
                hash.AppendData(buffer, 0, read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
        return new ArrivedMedia(id, key, hash.GetHashAndReset(), octets.Length, MediaSniffer.TypeOf(head.AsSpan(0, known)));
    }
}
