using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Outside;
using Interop.Cli.Verification.Packages;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;

namespace Interop.Server.Tests.Export;

/// <summary>Somebody who changes a package and has a key that is pinned: digests, sums and signature of the manifest are right again; only what the records say is left to find it by.</summary>
internal sealed class Forger : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-forged-").FullName;
    private readonly SigningKey key = SigningKey.Create(KeyPurposes.Receipt);

    /// <summary>Whom the victim believes besides.</summary>
    public OutsideTrust Outside { get; init; } = OutsideTrust.None;

    public Forger(string package)
    {
        ZipFile.ExtractToDirectory(package, folder);
        Seal(Read());
    }

    public static string WithoutBody(string line, string why)
    {
        var from = line.IndexOf(",\"body\":", StringComparison.Ordinal);
        return $"{line[..from]},\"bodyAbsent\":\"{why}\"}}";
    }

    public PackageReport Verify(params string[] peerKeys)
    {
        using var files = new FolderPackage(folder);
        var own = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "keys.json")), OcipJson.Default.JsonWebKeySet)!.Keys;
        return new PackageVerifier(files, new PinnedKeys([.. own, key.PublicJwk("2020-01-01T00:00:00.000Z")], isPinned: true), new PeerKeySets(peerKeys)) { Outside = Outside }.Run(null, default);
    }

    /// <summary>Changes each line of a file.</summary>
    public void Lines(string file, Func<string, string> change)
    {
        var path = Path.Combine(folder, file);
        File.WriteAllText(path, string.Concat(File.ReadAllLines(path).Select(line => change(line) is { Length: > 0 } changed ? changed + "\n" : "")));
        Seal(Read());
    }

    public void Records(Func<string, string> change) => Lines("records.ndjson", change);

    public void Manifest(Func<ExportManifest, ExportManifest> change) => Seal(change(Read()));

    public void Omit(string reason, long count) => Manifest(m => m with { Omitted = [.. m.Omitted, new ExportOmission(reason, count)] });

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private ExportManifest Read() => JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "manifest.json")), OcipJson.Default.ExportManifest)!;

    private void Seal(ExportManifest manifest)
    {
        var files = manifest.Files.Where(f => f.Path != "integrity.bin").Select(f => FileOf(f.Path)).ToArray();
        File.WriteAllBytes(Path.Combine(folder, "integrity.bin"), [.. files.SelectMany(f => Entries(File.ReadAllBytes(Path.Combine(folder, f.Path))))]);
        manifest = manifest with { Files = [.. files.Append(FileOf("integrity.bin")).OrderBy(f => f.Path, StringComparer.Ordinal)] };
        var octets = CanonicalJson.Of(JsonSerializer.SerializeToElement(manifest, OcipJson.Default.ExportManifest));
        File.WriteAllBytes(Path.Combine(folder, "manifest.json"), octets);
        File.WriteAllText(Path.Combine(folder, "manifest.jws"), $"{DetachedJws.Sign(key, octets)}\n{Base64UrlText.Of(Entries(octets))}\n", new UTF8Encoding(false));
    }

    private ExportFile FileOf(string path)
    {
        var octets = File.ReadAllBytes(Path.Combine(folder, path));
        return new ExportFile(path, octets.Length, Base64UrlText.Of(SHA256.HashData(octets)));
    }

    private static byte[] Entries(byte[] octets) => [.. octets.Chunk(FileSegment.Octets).SelectMany(segment =>
    {
        var entry = new byte[FileSegment.EntryOctets];
        FileSegment.Write(segment, entry);
        return entry;
    })];
}
