using Interop.Protocol.Evidence;
using Interop.Server.Archive.Encryption;
using Interop.Server.Retention;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media.Text;

/// <summary>
/// The text of files, for policies (spec 7.10): each digest is read once, within limits of octets, characters and time. What was read is kept in memory for
/// a while and nowhere else: there is no copy that would have to be encrypted, or be found again when the file ends. After a crash it is read anew.
/// </summary>
internal sealed partial class AttachedTexts(MediaCatalog catalog, MediaFiles files, PdfReading pdf, TimeProvider time, ILogger<AttachedTexts> logger) : IBodyCopies, IDisposable
{
    /// <summary>Octets of a file that is read.</summary>
    public const long OctetsMax = 64 * 1024 * 1024;

    /// <summary>Characters that policies judge of one file.</summary>
    public const int CharactersMax = 250_000;

    /// <summary>Characters that are kept of all files together.</summary>
    public const int KeptCharactersMax = 8_000_000;

    private const int KeptFilesMax = 2_000;
    private const int AtOnceMax = 2;

    /// <summary>For one file; of PDF see <see cref="PdfReading.TimeMax"/>.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    // What took too long may be faster next time, but not for each policy that asks now.
    private static readonly TimeSpan LateKeptFor = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim atOnce = new(AtOnceMax);
    private readonly Dictionary<string, LinkedListNode<Kept>> known = new(StringComparer.Ordinal);
    private readonly LinkedList<Kept> byUse = new();
    private long characters;

    /// <summary>How often a file was read: of equal files once.</summary>
    public long Readings { get; private set; }

    /// <summary>What is in a file; read now when it is not known, on the caller's thread.</summary>
    /// <param name="digest">base64url(SHA-256(octets)).</param>
    public MediaReading Of(string digest)
    {
        if (Find(digest) is { } kept)
            return kept;
        var reading = Read(digest);
        // What is not here may come.
        if (reading.Unreadable != MediaReading.Absent)
            Keep(digest, reading);
        return reading;
    }

    /// <summary>Reads files ahead, away from the caller's thread and a few at a time, so that a policy that asks finds them read.</summary>
    public async Task ReadAsync(IReadOnlyCollection<string> digests)
    {
        foreach (var digest in digests.Where(d => Find(d) is null))
        {
            await atOnce.WaitAsync();
            try
            {
                await Task.Run(() => Of(digest));
            }
            finally
            {
                atOnce.Release();
            }
        }
    }

    public void Dispose() => atOnce.Dispose();

    public void Forget(SqliteConnection writer, LeafRanges leaves)
    {
    }

    /// <summary>With any body all is forgotten: which file was whose is not worth knowing here.</summary>
    public Task ForgetAsync(LeafRanges leaves, CancellationToken stop)
    {
        lock (gate)
        {
            known.Clear();
            byUse.Clear();
            characters = 0;
        }
        return Task.CompletedTask;
    }

    private MediaReading Read(string digest)
    {
        if (catalog.Find(digest) is not { IsHere: true } media)
            return MediaReading.None(MediaReading.Absent);
        if (media.Size > OctetsMax)
            return MediaReading.None(MediaReading.TooLarge);
        if (media.Size == 0)
            return MediaReading.Nothing;
        lock (gate)
            Readings++;
        using var stop = new CancellationTokenSource(TimeMax);
        try
        {
            using var octets = files.Open(media);
            return media.Type == PdfReading.Type ? pdf.Read(octets, CharactersMax) : MediaText.Read(octets, media.Type, CharactersMax, stop.Token);
        }
        catch (Exception fault) when (fault is IOException or EncryptionKeyException)
        {
            LogUnread(fault);
            return MediaReading.None(MediaReading.Broken);
        }
    }

    private MediaReading? Find(string digest)
    {
        lock (gate)
        {
            if (!known.TryGetValue(digest, out var node))
                return null;
            if (time.GetElapsedTime(node.Value.At) > (node.Value.Reading.Unreadable == MediaReading.Time ? LateKeptFor : KeptFor))
            {
                Remove(node);
                return null;
            }
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Reading;
        }
    }

    private void Keep(string digest, MediaReading reading)
    {
        lock (gate)
        {
            if (known.TryGetValue(digest, out var before))
                Remove(before);
            known[digest] = byUse.AddFirst(new Kept(digest, reading, time.GetTimestamp()));
            characters += reading.Text.Length;
            while ((characters > KeptCharactersMax || known.Count > KeptFilesMax) && byUse.Last is { } last)
                Remove(last);
        }
    }

    private void Remove(LinkedListNode<Kept> node)
    {
        byUse.Remove(node);
        known.Remove(node.Value.Digest);
        characters -= node.Value.Reading.Text.Length;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A file could not be opened for policies; it counts as one that cannot be read")]
    private partial void LogUnread(Exception fault);

    private sealed record Kept(string Digest, MediaReading Reading, long At);
}
