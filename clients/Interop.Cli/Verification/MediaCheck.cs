using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Media;

namespace Interop.Cli.Verification;

/// <summary>
/// That records bind the media of their events (spec 08, 15): what the fixed part has of them, what the body refers to and what the store says are the
/// same; and that the files of the folder are the octets which their digests name, each looked at once.
/// </summary>
internal sealed class MediaCheck(DataFolder folder)
{
    private const int SaltCharacters = 43;
    private readonly Lazy<byte[]> nameKey = new(() => folder.MediaNameKey() is { } wrapped && folder.Keys.Unwrap(wrapped, "the names of media") is { } key ? key : throw new ArchiveFaultException("the store has media, and no key of their names"));

    /// <summary>Files that were compared with their digests.</summary>
    public long Files { get; private set; }

    /// <summary>Files that the archive names and that were not looked at, because the folder has only the database.</summary>
    public long NotLookedAt { get; private set; }

    /// <exception cref="ArchiveFaultException">Media are missing in the record or the store, or are others.</exception>
    public void Take(LogRow row, FixedPart part)
    {
        // Nearly every body has none, and its octets say so: in canonical form a name of media is spelled without escapes.
        if (part.EventType is not { } type || row.Body is null || (part.Media.Count == 0 && row.Body.AsSpan().IndexOf("/m/"u8) < 0))
            return;
        using var body = JsonDocument.Parse(row.Body);
        var content = body.RootElement.GetProperty("content");
        var referred = MediaParts.Of(type, content).Select(media => media.Id.Digest).Distinct(StringComparer.Ordinal).ToList();
        // Of a refusal what was missing is missing.
        if (referred.Count != part.Media.Count && part.Kind is not ("refusal" or "decision"))
            throw new ArchiveFaultException($"record {part.Index}: the event refers to {referred.Count} media, and its record has {part.Media.Count}");
        if (part.Media.Count == 0)
            return;
        var names = referred.ToDictionary(NameOf, digest => digest, StringComparer.Ordinal);
        var rows = folder.MediaOf(row.Leaf).ToList();
        if (rows.Exists(media => !names.ContainsKey(media.Name)))
            throw new ArchiveFaultException($"record {part.Index}: its media are not those that the event refers to");
        var stored = rows.Select(media => media.Of(names[media.Name])).ToList();
        if (!Base64UrlText.TryDecode(body.RootElement.GetProperty("salt").GetString(), EventIdentity.SaltOctets, out var salt))
            throw new ArchiveFaultException($"record {part.Index}: the body has no salt of {SaltCharacters} characters");
        if (!stored.Select(media => media.Commitment(salt)).SequenceEqual(part.Media, StringComparer.Ordinal))
            throw new ArchiveFaultException($"record {part.Index}: what the store says of the event's media is not what was archived");
    }

    /// <summary>After the last record: the files themselves.</summary>
    /// <exception cref="ArchiveFaultException">A file is missing, or has other octets.</exception>
    public void End(CancellationToken stop)
    {
        var files = Path.Combine(folder.Path, "media");
        foreach (var media in folder.KeptMedia())
        {
            stop.ThrowIfCancellationRequested();
            var key = folder.Keys.Unwrap(media.Key, $"record {media.Leaf}: a file that the event refers to");
            if (key is null || !Directory.Exists(files))
            {
                NotLookedAt++;
                continue;
            }
            if (!Guid.TryParseExact(media.File, "N", out _))
                throw new ArchiveFaultException($"record {media.Leaf}: the name of a file is none that the archive gives");
            var file = new FileInfo(Path.Combine(files, media.File[^2..], media.File));
            if (!file.Exists)
                throw new ArchiveFaultException($"record {media.Leaf}: a file that the event refers to is missing: {media.File}");
            try
            {
                var (hash, size) = EncryptedFile.Read(file, key);
                if (size != media.Size || NameOf(hash) != media.Name)
                    throw new InvalidDataException("it is another file");
            }
            catch (InvalidDataException wrong)
            {
                throw new ArchiveFaultException($"record {media.Leaf}: a file that the event refers to has other octets than were archived: {media.File}, {wrong.Message}");
            }
            Files++;
        }
    }

    private string NameOf(string digest) => NameOf(Base64Url.DecodeFromChars(digest));

    private string NameOf(byte[] hash) => Base64Url.EncodeToString(HMACSHA256.HashData(nameKey.Value, hash));
}
