using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Verification.Packages;

/// <summary>That a package has as much as its manifest says, of each kind and network, and the files of the media that it names.</summary>
internal sealed class PackageCounts(ExportManifest manifest)
{
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> absent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExportFile> media = manifest.Files.Where(f => f.Path.StartsWith("media/", StringComparison.Ordinal)).ToDictionary(f => f.Path[(f.Path.LastIndexOf('/') + 1)..], StringComparer.Ordinal);
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);
    private readonly HashSet<string> named = new(StringComparer.Ordinal);

    public long Records { get; private set; }

    /// <summary>The next record has at least this index.</summary>
    public long Next { get; private set; }

    public void Take(RecordLine line)
    {
        (Records, Next) = (Records + 1, line.Index + 1);
        Add(counts, $"kind {line.Part.Kind}");
        if (line.Network is { } network)
            Add(counts, $"network {network}");
        if (line.BodyAbsent is { } why)
            Add(absent, why);
        foreach (var one in line.Media)
        {
            if (!media.TryGetValue(one.Digest, out var file))
                missing.Add(one.Digest);
            else if (!named.Add(one.Digest))
                continue;
            else if (file.Sha256 != one.Digest || file.Size != one.Size)
                throw new PackageFaultException($"{file.Path}: record {line.Index} refers to other octets", file.Path, 0);
        }
    }

    /// <exception cref="PackageFaultException">It does not.</exception>
    public void End()
    {
        if (Records != manifest.Records)
            throw Fault($"there are {Records} records, the manifest says {manifest.Records}");
        foreach (var said in manifest.Counts.Where(c => c.Of is "kind" or "network"))
        {
            if (!counts.Remove($"{said.Of} {said.Name}", out var found) || found != said.Count)
                throw Fault($"of the {said.Of} {said.Name} there are {found} records, the manifest says {said.Count}");
        }
        if (counts.Keys.FirstOrDefault() is { } more)
            throw Fault($"the manifest does not count the records of the {more}");
        foreach (var reason in new[] { "sealed", "notKept", "erased", "notGiven" })
        {
            var said = manifest.Omitted.FirstOrDefault(o => o.Reason == reason)?.Count ?? 0;
            if (said != absent.GetValueOrDefault(reason))
                throw Fault($"of {absent.GetValueOrDefault(reason)} records the content is {reason}, the manifest says {said}");
        }
        var without = manifest.Omitted.Where(o => o.Reason is "mediaAbsent" or "mediaNotAsked").Sum(o => o.Count);
        if (missing.Count != without)
            throw Fault($"{missing.Count} files of media are not here, the manifest says {without}");
        if (named.Count != media.Count)
            throw Fault("there are files of media to which no record refers");
    }

    private static void Add(Dictionary<string, long> to, string key) => to[key] = to.GetValueOrDefault(key) + 1;

    private static PackageFaultException Fault(string sentence) => new(sentence, ManifestCheck.Manifest, 0);
}
