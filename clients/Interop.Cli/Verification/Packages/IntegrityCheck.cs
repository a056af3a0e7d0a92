using System.Security.Cryptography;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification.Packages;

/// <summary>
/// That every file has the octets that the manifest names, by their digests; and where it does not, at which octet, by integrity.bin (spec 08). Files are
/// read on as many threads as there are cores.
/// </summary>
internal sealed class IntegrityCheck(IPackageFiles files, ExportManifest manifest)
{
    private const string Integrity = "integrity.bin";
    private const int BufferOctets = 32 * FileSegment.Octets;
    private long done;

    /// <exception cref="PackageFaultException">A file is not as it was signed; the first one in the order of the manifest.</exception>
    public void Run(Action<long>? progress, CancellationToken stop)
    {
        if (manifest.Files.FirstOrDefault(f => f.Path == Integrity) is not { } sums)
            throw new PackageFaultException($"the manifest has no {Integrity}", ManifestCheck.Manifest, 0);
        var places = new long[manifest.Files.Length];
        var next = 0L;
        foreach (var (file, i) in manifest.Files.Select((f, i) => (f, i)))
        {
            places[i] = next;
            next += file.Path == Integrity ? 0 : (file.Size + FileSegment.Octets - 1) / FileSegment.Octets * FileSegment.EntryOctets;
        }
        if (next != sums.Size)
            throw new PackageFaultException($"{Integrity} has {sums.Size} octets where the files of the manifest need {next}", Integrity, Math.Min(next, sums.Size));
        var results = new FileResult[manifest.Files.Length];
        Parallel.For(0, results.Length, new ParallelOptions { CancellationToken = stop }, i => results[i] = Look(manifest.Files[i], places[i], progress));
        Name(results, sums);
    }

    private void Name(FileResult[] results, ExportFile sums)
    {
        var sumsAreGood = results[Array.IndexOf(manifest.Files, sums)].WholeIsGood;
        for (var i = 0; i < results.Length; i++)
        {
            var (file, result) = (manifest.Files[i], results[i]);
            if (file == sums || result is { WholeIsGood: true, Segment: null })
                continue;
            if (result.WholeIsGood && !sumsAreGood)
                throw new PackageFaultException($"{Integrity} is not as it was signed: it has another entry for {file.Path}, which is as it was signed", Integrity, result.Entry);
            if (result.WholeIsGood)
                throw new PackageFaultException($"{Integrity} and the manifest, both as they were signed, do not agree on {file.Path}", Integrity, result.Entry);
            if (result.Segment is { } segment && result.Octet is { } octet)
                throw new PackageFaultException($"{file.Path} is not as it was signed: one octet was changed", file.Path, segment + octet);
            throw new PackageFaultException($"{file.Path} is not as it was signed", file.Path, result.Segment ?? 0, result.Segment is { } first ? Math.Min(first + FileSegment.Octets, file.Size) : file.Size);
        }
        if (!sumsAreGood)
            throw new PackageFaultException($"{Integrity} is not as it was signed", Integrity, 0, sums.Size);
    }

    private FileResult Look(ExportFile file, long place, Action<long>? progress)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Math.Min(BufferOctets, Math.Max(file.Size, 1))];
        var entry = new byte[FileSegment.EntryOctets];
        long? segment = null;
        int? octet = null;
        var wrongEntry = 0L;
        var at = 0L;
        for (int read; (read = Fill(file.Path, at, buffer)) > 0; at += read)
        {
            whole.AppendData(buffer, 0, read);
            progress?.Invoke(Interlocked.Add(ref done, read));
            if (file.Path == Integrity || segment is not null)
                continue;
            for (var from = 0; from < read && segment is null; from += FileSegment.Octets, place += FileSegment.EntryOctets)
            {
                var octets = buffer.AsSpan(from, Math.Min(FileSegment.Octets, read - from));
                var same = Fill(Integrity, place, entry) == entry.Length ? SameOctets(octets, entry) : 0;
                if (same < entry.Length)
                    (segment, octet, wrongEntry) = (at + from, FileSegment.AlteredOctet(octets, entry), place + same);
            }
        }
        return new FileResult(Base64UrlText.Of(whole.GetHashAndReset()) == file.Sha256, segment, octet, wrongEntry);
    }

    /// <summary>How many octets of the entry are those that the segment makes; all of them when it is as it was signed.</summary>
    private static int SameOctets(ReadOnlySpan<byte> segment, byte[] entry)
    {
        Span<byte> own = stackalloc byte[FileSegment.EntryOctets];
        FileSegment.Write(segment, own);
        return own.CommonPrefixLength(entry);
    }

    private int Fill(string path, long offset, Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length && files.Read(path, offset + filled, buffer[filled..]) is > 0 and var read)
            filled += read;
        return filled;
    }

    /// <param name="WholeIsGood">The file has the digest of the manifest.</param>
    /// <param name="Segment">Octet at which the first segment begins that integrity.bin has otherwise.</param>
    /// <param name="Octet">The one octet of it that is another, when it is one.</param>
    /// <param name="Entry">Octet of integrity.bin that differs.</param>
    private sealed record FileResult(bool WholeIsGood, long? Segment, int? Octet, long Entry);
}
