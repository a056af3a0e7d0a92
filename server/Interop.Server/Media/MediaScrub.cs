using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Dapper;
using Interop.Server.Archive.Encryption;
using Interop.Server.Storage;

namespace Interop.Server.Media;

/// <summary>
/// Reads every file that is kept again, from its first octet to its last: each chunk by its tag, and the whole by the digest that its name is made of.
/// What is bent, cut, exchanged or missing is named; the others are read on.
/// </summary>
internal sealed class MediaScrub(Database database, MediaFiles files, MediaNames names)
{
    private const int RowsAtOnce = 256;
    private const int BufferOctets = DataChunk.PlainOctets;

    /// <param name="pace">Called with the number of octets after each read: whoever reads in the background slows it down here; null for full speed.</param>
    /// <param name="stop">Ends early.</param>
    public async IAsyncEnumerable<MediaFault> CheckAsync(Func<int, ValueTask>? pace = null, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var after = "";
        while (true)
        {
            var page = database.Read(c => c.Query<string>("SELECT name FROM media WHERE name>@after AND file IS NOT NULL ORDER BY name LIMIT @RowsAtOnce", new { after, RowsAtOnce }).AsList());
            if (page.Count == 0)
                yield break;
            foreach (var name in page)
            {
                stop.ThrowIfCancellationRequested();
                if (await CheckAsync(new MediaName(name), pace, stop) is { } fault)
                    yield return fault;
            }
            after = page[^1];
        }
    }

    private async Task<MediaFault?> CheckAsync(MediaName name, Func<int, ValueTask>? pace, CancellationToken stop)
    {
        if (database.Read(c => MediaCatalog.Find(c, name)) is not { File: { } file } media)
            return null;
        try
        {
            await using var octets = files.Open(media);
            if (octets.Length != media.Size)
                return Fault(name, file, null, $"it has {octets.Length} octets and not {media.Size}");
            return names.Of(await HashAsync(octets, pace, stop)) == name ? null : Fault(name, file, null, "it has other octets than were archived");
        }
        catch (DataFileException wrong)
        {
            return Fault(name, file, wrong.Chunk < 0 ? null : wrong.Chunk, wrong.Message);
        }
        catch (CryptographicException wrong)
        {
            return Fault(name, file, null, $"its key was altered: {wrong.Message}");
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // Its last record may have ended just now.
            return database.Read(c => MediaCatalog.Find(c, name))?.File == file ? Fault(name, file, null, "it is missing") : null;
        }
    }

    private static async Task<byte[]> HashAsync(DataFileReader octets, Func<int, ValueTask>? pace, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            int read;
            while ((read = await octets.ReadAsync(buffer, stop)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                if (pace is not null)
                    await pace(read);
            }
            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private MediaFault Fault(MediaName name, string file, long? chunk, string what) =>
        new(file, database.Read(c => c.QuerySingle<long?>("SELECT min(leaf) FROM media_references WHERE name=@Value", new { name.Value })), chunk, what);
}
