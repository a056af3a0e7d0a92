using System.Security.Cryptography;
using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Signatures;

namespace Interop.Cli.Archive.Backup;

/// <summary>A backup as it lies in its folder: what its manifest says, found to be signed (spec 08.18).</summary>
internal sealed class BackupFolder
{
    private const string FileName = "backup.json";

    private BackupFolder(string path, JsonElement manifest, PinnedKeys keys)
    {
        (Path, Keys) = (path, keys);
        Digest = Base64UrlText.Of(SHA256.HashData(CanonicalJson.Of(manifest)));
        Log = manifest.GetProperty("log").GetString()!;
        Records = manifest.GetProperty("records").GetInt64();
        Checkpoint = manifest.GetProperty("checkpoint").GetString()!;
        Ended = manifest.GetProperty("ended").GetString()!;
        Files = [.. manifest.GetProperty("files").EnumerateArray().Select(f => new Entry(f.GetProperty("path").GetString()!, f.GetProperty("octets").GetInt64(), f.GetProperty("digest").GetString()!))];
    }

    public string Path { get; }

    /// <summary>Whose signatures count: the pinned ones, or those that the backup itself names.</summary>
    public PinnedKeys Keys { get; }

    /// <summary>base64url(SHA-256(JCS(manifest))).</summary>
    public string Digest { get; }

    public string Log { get; }

    /// <summary>Records of the log, from the first on.</summary>
    public long Records { get; }

    /// <summary>The signed head over them.</summary>
    public string Checkpoint { get; }

    /// <summary>When it was done, RFC 3339.</summary>
    public string Ended { get; }

    public IReadOnlyList<Entry> Files { get; }

    public string NameOf => System.IO.Path.GetFileName(Path.TrimEnd(System.IO.Path.DirectorySeparatorChar));

    /// <param name="path">The backup's folder.</param>
    /// <param name="pins">Files with the server's public keys that were put aside; none: those of the backup itself.</param>
    /// <exception cref="UsageException">It is no complete backup, or not of whose keys were given.</exception>
    public static BackupFolder Open(string path, IReadOnlyCollection<string> pins)
    {
        var file = System.IO.Path.Combine(path, FileName);
        if (!File.Exists(file))
            throw new UsageException($"'{path}' is no complete backup: it has no {FileName}");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var manifest = document.RootElement.GetProperty("manifest").Clone();
            var own = manifest.GetProperty("publicKeys").Deserialize(OcipJson.Default.JsonWebKeySet)!.Keys;
            var keys = pins.Count == 0 ? new PinnedKeys(own, isPinned: false) : PinnedKeys.Load(path, pins);
            return DetachedJws.Verify(document.RootElement.GetProperty("signature").GetString()!, CanonicalJson.Of(manifest), keys.Find, KeyPurposes.Checkpoint)
                ? new BackupFolder(System.IO.Path.GetFullPath(path), manifest, keys)
                : throw new UsageException($"{file} is not signed by {(keys.IsPinned ? "a key that you gave" : "the key that it names")}: it was altered, or is another server's");
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UsageException($"{file} cannot be read: {wrong.Message}");
        }
    }

    /// <summary>A file of the backup.</summary>
    /// <param name="Path">Below its folder.</param>
    /// <param name="Octets">How long it is.</param>
    /// <param name="Digest">base64url(SHA-256(octets)).</param>
    internal sealed record Entry(string Path, long Octets, string Digest);
}
