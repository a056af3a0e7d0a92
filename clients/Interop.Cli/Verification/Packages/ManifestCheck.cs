using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Cli.Verification.Packages;

/// <summary>The manifest: whether it is there, signed by whom, and of exactly the files that are here. Without it nothing is known, and nothing is good.</summary>
internal static class ManifestCheck
{
    public const string Manifest = "manifest.json";
    public const string Signature = "manifest.jws";
    private static readonly string[] Needed = ["checkpoint.txt", "integrity.bin", BatchProofs.File, TreeProof.File, PackageVerifier.Records];
    private const long OctetsMax = 256L * 1024 * 1024;
    private static readonly StrictJsonLimits Limits = new((int)OctetsMax, 16);

    /// <exception cref="PackageFaultException">It is missing, not signed by such a key, not in canonical form, or of other files.</exception>
    public static ExportManifest Read(IPackageFiles files, PinnedKeys keys)
    {
        foreach (var name in new[] { Manifest, Signature })
        {
            if (!files.Sizes.TryGetValue(name, out var size))
                throw new PackageFaultException($"there is no {name}: the package is not complete, or no package", null, 0);
            if (size > OctetsMax)
                throw new PackageFaultException($"{name} is larger than any manifest", name, OctetsMax);
        }
        var octets = All(files, Manifest);
        var lines = All(files, Signature);
        var end = Array.IndexOf(lines, (byte)'\n');
        var jws = Encoding.ASCII.GetString(lines, 0, Math.Max(end, 0));
        CheckSignature(octets, lines, jws, keys);
        ExportManifest manifest;
        try
        {
            using var document = StrictJson.Parse(octets, Limits);
            if (!CanonicalJson.Of(document.RootElement).AsSpan().SequenceEqual(octets))
                throw new PackageFaultException("the manifest is not in canonical form", Manifest, 0, octets.Length);
            manifest = WireJson.Read(document.RootElement, OcipJson.Default.ExportManifest) ?? throw new JsonException("null");
        }
        catch (Exception fault) when (fault is JsonException or MalformedJsonException or FormatException)
        {
            throw new PackageFaultException($"the manifest is signed and cannot be read: {fault.Message}", Manifest, 0, octets.Length);
        }
        if (manifest.Form != ExportManifest.FormOne || manifest.Segment != FileSegment.Octets)
            throw new PackageFaultException($"the package has the form '{manifest.Form}', which this program does not know", Manifest, 0, octets.Length);
        CheckTime(manifest, jws, keys);
        CheckFiles(files, manifest);
        return manifest;
    }

    public static byte[] All(IPackageFiles files, string path)
    {
        var octets = new byte[files.Sizes[path]];
        for (var at = 0; at < octets.Length;)
        {
            var read = files.Read(path, at, octets.AsSpan(at));
            if (read == 0)
                throw new PackageFaultException($"{path} ends before its end: it was cut", path, at);
            at += read;
        }
        return octets;
    }

    private static void CheckSignature(byte[] manifest, byte[] signature, string jws, PinnedKeys keys)
    {
        var kid = DetachedJws.KeyIdOf(jws, KeyPurposes.Receipt);
        var good = kid is not null && keys.Find(kid) is not null && DetachedJws.Verify(jws, manifest, keys.Find, KeyPurposes.Receipt);
        var entries = Entries(manifest);
        var second = jws.Length + 1;
        var expected = Encoding.ASCII.GetBytes(Base64UrlText.Of(entries) + "\n");
        var found = signature.AsSpan(Math.Min(second, signature.Length));
        if (good)
        {
            if (!found.SequenceEqual(expected))
                throw new PackageFaultException("manifest.jws: the sums of the manifest are not those of the manifest, which is as it was signed", Signature, second + found.CommonPrefixLength(expected));
            return;
        }
        if (kid is not null && keys.Find(kid) is null && found.SequenceEqual(expected))
            throw new PackageFaultException($"the manifest is signed by the key {kid}, which is not {(keys.IsPinned ? "pinned" : "one of this package's")}", Signature, 0, jws.Length);
        // The sums tell where; that the signature is good again without the change tells that it is so.
        if (kid is not null && AlteredOctet(manifest, found) is { } at)
            throw new PackageFaultException("the manifest is not as it was signed", Manifest, at);
        if (found.SequenceEqual(expected))
            throw new PackageFaultException("the signature of the manifest is wrong: it was changed, or it is somebody else's", Signature, 0, jws.Length);
        throw new PackageFaultException("the manifest is not as it was signed", Manifest, 0, manifest.Length);
    }

    private static long? AlteredOctet(byte[] manifest, ReadOnlySpan<byte> sums)
    {
        if (sums.Length == 0 || !Base64UrlText.TryDecode(Encoding.ASCII.GetString(sums[..^1]), Entries(manifest).Length, out var entries))
            return null;
        for (var (at, from) = (0, 0); at < manifest.Length; at += FileSegment.Octets, from += FileSegment.EntryOctets)
        {
            var segment = manifest.AsSpan(at, Math.Min(FileSegment.Octets, manifest.Length - at));
            if (!FileSegment.Matches(segment, entries.AsSpan(from, FileSegment.EntryOctets)))
                return FileSegment.AlteredOctet(segment, entries.AsSpan(from, FileSegment.EntryOctets)) is { } octet ? at + octet : null;
        }
        return null;
    }

    private static byte[] Entries(ReadOnlySpan<byte> octets)
    {
        var entries = new byte[(octets.Length + FileSegment.Octets - 1) / FileSegment.Octets * FileSegment.EntryOctets];
        for (var (at, to) = (0, 0); at < octets.Length; at += FileSegment.Octets, to += FileSegment.EntryOctets)
            FileSegment.Write(octets[at..Math.Min(octets.Length, at + FileSegment.Octets)], entries.AsSpan(to, FileSegment.EntryOctets));
        return entries;
    }

    private static void CheckTime(ExportManifest manifest, string jws, PinnedKeys keys)
    {
        var key = keys.Find(DetachedJws.KeyIdOf(jws, KeyPurposes.Receipt)!)!;
        if (!WireTime.TryParse(manifest.Finished, out var at) || !key.IsValidAt(at))
            throw new PackageFaultException($"the manifest is signed by the key {key.KeyId}, which was not in use at {manifest.Finished}", Signature, 0, jws.Length);
    }

    private static void CheckFiles(IPackageFiles files, ExportManifest manifest)
    {
        string? before = null;
        foreach (var file in manifest.Files)
        {
            if (!PackageName.IsGood(file.Path) || (before is not null && string.CompareOrdinal(before, file.Path) >= 0))
                throw new PackageFaultException($"the manifest has files in another order than packages have, or the name '{file.Path}'", Manifest, 0);
            before = file.Path;
            if (!files.Sizes.TryGetValue(file.Path, out var size))
                throw new PackageFaultException($"{file.Path} is missing", file.Path, 0);
            if (size != file.Size)
                throw new PackageFaultException($"{file.Path} has {size} octets, the manifest says {file.Size}: {(size < file.Size ? "it was cut" : "something was added")}", file.Path, Math.Min(size, file.Size));
        }
        if (Needed.FirstOrDefault(name => !files.Sizes.ContainsKey(name)) is { } needed)
            throw new PackageFaultException($"the manifest has no {needed}, which every package has", Manifest, 0);
        var listed = manifest.Files.Select(f => f.Path).Append(Manifest).Append(Signature).ToHashSet(StringComparer.Ordinal);
        if (files.Sizes.Keys.Where(name => !listed.Contains(name)).Order(StringComparer.Ordinal).FirstOrDefault() is { } more)
            throw new PackageFaultException($"'{more}' is in the package and not in its manifest", more, 0);
    }
}
