using Interop.Protocol.Identifiers;

namespace Interop.Cli.Verification.Packages;

/// <summary>
/// What others have signed of the events of a package that are of rooms with other providers (proofs/attestations.ndjson), as <see cref="AttestationCheck"/>
/// looks at it. Which provider ordered a room is the archive's word, unless the room's id or a record of the package says it.
/// </summary>
internal sealed class PackageAttestations : IDisposable
{
    public const string File = "proofs/attestations.ndjson";
    private readonly AttestationCheck check;
    private readonly Dictionary<RoomId, HashSet<ProviderName>> hubs = [];
    private long offset;
    private (long Index, ProviderName Hub) current = (-1, default);

    public PackageAttestations(IPackageFiles files, BatchEntryCheck entries) => check = new AttestationCheck(Rows(files).GetEnumerator(), entries);

    /// <summary>Events whose signatures were looked at.</summary>
    public long Count => check.Count;

    /// <summary>Those among them of which only the archive says who ordered the room then.</summary>
    public long HubsNotShown { get; private set; }

    /// <summary>The next record, in the order of the log.</summary>
    /// <exception cref="PackageFaultException">What others signed is missing, of something else, or wrong.</exception>
    public void Take(RecordLine line)
    {
        var part = line.Part;
        if (part.Followed is { } followed)
            Know(followed.Room, followed.Hub);
        try
        {
            var hub = current.Index == part.Index ? current.Hub : part.Room?.Provider;
            if (current.Index == part.Index && part is { Room: { } its, Hub: not null } && its.Provider != current.Hub && !(hubs.TryGetValue(its, out var known) && known.Contains(current.Hub)))
                HubsNotShown++;
            check.Take(part, hub);
        }
        catch (ArchiveFaultException fault)
        {
            throw new PackageFaultException(fault.Message, File, offset);
        }
        if (part is { HandsOverTo: { } next, Room: { } room })
            Know(room, next);
    }

    /// <exception cref="PackageFaultException">There are signatures for records that are not here.</exception>
    public void End()
    {
        try
        {
            check.End();
        }
        catch (ArchiveFaultException fault)
        {
            throw new PackageFaultException(fault.Message, File, offset);
        }
    }

    public void Dispose() => check.Dispose();

    private void Know(RoomId room, ProviderName hub)
    {
        if (!hubs.TryGetValue(room, out var known))
            hubs[room] = known = [];
        known.Add(hub);
    }

    private IEnumerable<(long Leaf, byte[] Wire)> Rows(IPackageFiles files)
    {
        if (!files.Sizes.ContainsKey(File))
            yield break;
        foreach (var (at, line) in PackageLines.Of(files, File))
        {
            offset = at;
            (current, var wire) = Read(at, line);
            yield return (current.Index, wire);
        }
        current = (-1, default);
    }

    /// <summary>A line has one spelling: {"index":…,"hub":"…","signed":…}.</summary>
    private static ((long Index, ProviderName Hub) Head, byte[] Wire) Read(long offset, byte[] line)
    {
        var text = System.Text.Encoding.UTF8.GetString(line, 0, Math.Min(line.Length, 512)).Split([',', ':'], 5);
        if (text is ["{\"index\"", var index, "\"hub\"", var hub, ..] && long.TryParse(index, out var leaf) && $"{leaf}" == index && hub.Length > 2
            && ProviderName.TryParse(hub[1..^1], out var provider) && $"{{\"index\":{leaf},\"hub\":\"{provider}\",\"signed\":" is var head
            && System.Text.Encoding.UTF8.GetString(line).StartsWith(head, StringComparison.Ordinal) && line[^1] == '}')
            return ((leaf, provider), line[head.Length..^1]);
        throw new PackageFaultException($"{File}: a line that is not of signatures", File, offset, offset + line.Length);
    }
}
