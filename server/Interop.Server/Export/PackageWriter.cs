using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Server.Archive;

namespace Interop.Server.Export;

/// <summary>
/// Makes the package of what was written (spec 08): integrity.bin over every file, the manifest over that, its signature, and one zip of all of it. The
/// manifest is the last that is made: without it nothing says that the rest is complete.
/// </summary>
/// <param name="folder">Of the export.</param>
/// <param name="keys">To sign with.</param>
/// <param name="told">Hears how many octets are read, and how many there are to read.</param>
internal sealed class PackageWriter(ExportFolder folder, ArchiveKeys keys, Action<long, long?> told)
{
    public const string Integrity = "integrity.bin";
    public const string Manifest = "manifest.json";
    public const string Signature = "manifest.jws";
    private const int BufferOctets = 64 * FileSegment.Octets;

    // A package of the same files has the same octets, whenever it is made.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long read;
    private long all;

    /// <summary>Digests of every file; writes integrity.bin.</summary>
    public ExportFile[] Digest(CancellationToken stop)
    {
        File.Delete(Path.Combine(folder.Files, Integrity));
        File.Delete(Path.Combine(folder.Files, Manifest));
        File.Delete(Path.Combine(folder.Files, Signature));
        var names = Directory.EnumerateFiles(folder.Files, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder.Files, f).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal).ToArray();
        // Once for the digests, once for the package.
        all = 2 * names.Sum(name => new FileInfo(Path.Combine(folder.Files, name)).Length);
        var files = new List<ExportFile>(names.Length + 1);
        using (var integrity = folder.Create(Integrity))
        {
            foreach (var name in names)
            {
                stop.ThrowIfCancellationRequested();
                files.Add(DigestOf(name, integrity));
            }
            integrity.Sync();
        }
        files.Add(DigestOf(Integrity, null));
        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>Writes and signs the manifest; answers the digest of its octets.</summary>
    public string Sign(ExportManifest manifest)
    {
        var octets = CanonicalJson.Of(JsonSerializer.SerializeToElement(manifest, OcipJson.Default.ExportManifest));
        using (var file = folder.Create(Signature))
            file.Write(Encoding.ASCII.GetBytes($"{DetachedJws.Sign(keys.Receipt, octets)}\n{Base64UrlText.Of(Entries(octets))}\n"));
        using (var file = folder.Create(Manifest))
            file.Write(octets);
        return Base64UrlText.Of(SHA256.HashData(octets));
    }

    /// <summary>Puts everything into one zip, without compressing: an octet of a file is an octet of the package. Answers its size and digest.</summary>
    public (long Size, string Digest) Zip(IEnumerable<ExportFile> files, CancellationToken stop)
    {
        using (var output = folder.CreatePackage())
        {
            using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var name in files.Select(f => f.Path).Append(Signature).Append(Manifest))
                {
                    stop.ThrowIfCancellationRequested();
                    folder.RefuseWithoutRoom();
                    var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
                    entry.LastWriteTime = NoTime;
                    using var target = entry.Open();
                    using var source = folder.OpenRead(name);
                    Copy(source, target);
                }
            }
            output.Sync();
        }
        folder.Finish();
        using var package = folder.OpenPackage();
        return (package.Length, Base64UrlText.Of(SHA256.HashData(package)));
    }

    private void Copy(Stream source, Stream target)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            for (int some; (some = source.Read(buffer, 0, BufferOctets)) > 0;)
            {
                target.Write(buffer, 0, some);
                told(read = Math.Min(all, read + some), all);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Entries(ReadOnlySpan<byte> octets)
    {
        var entries = new byte[(octets.Length + FileSegment.Octets - 1) / FileSegment.Octets * FileSegment.EntryOctets];
        for (var (at, to) = (0, 0); at < octets.Length; at += FileSegment.Octets, to += FileSegment.EntryOctets)
            FileSegment.Write(octets[at..Math.Min(octets.Length, at + FileSegment.Octets)], entries.AsSpan(to, FileSegment.EntryOctets));
        return entries;
    }

    private ExportFile DigestOf(string name, CipherStream? integrity)
    {
        using var file = folder.OpenRead(name);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            for (int some; (some = file.ReadAtLeast(buffer.AsSpan(0, BufferOctets), BufferOctets, throwOnEndOfStream: false)) > 0;)
            {
                var octets = buffer.AsSpan(0, some);
                whole.AppendData(octets);
                integrity?.Write(Entries(octets));
                told(read = Math.Min(all, read + some), all);
            }
            return new ExportFile(name, file.Length, Base64UrlText.Of(whole.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
