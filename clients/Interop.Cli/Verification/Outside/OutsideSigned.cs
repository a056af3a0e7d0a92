using System.Text.Json.Nodes;
using Interop.Protocol.Time;

namespace Interop.Cli.Verification.Outside;

/// <summary>Who besides the archive has signed heads of its log, as far as a verification has come.</summary>
internal sealed class OutsideSigned
{
    private readonly SortedDictionary<string, (long Size, DateTimeOffset At, long Count)> cosigned = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (long Size, DateTimeOffset At)> witnessed = new(StringComparer.Ordinal);
    private readonly SortedSet<string> notGiven = new(StringComparer.Ordinal);
    private (long Size, DateTimeOffset At, string Authority)? first;
    private (long Size, DateTimeOffset At, string Authority)? last;
    private long? enough;

    /// <summary>Time stamps that were looked at.</summary>
    public long Stamps { get; private set; }

    /// <summary>Cosignatures by witnesses that were named.</summary>
    public long Cosignatures => cosigned.Values.Sum(c => c.Count);

    /// <summary>Records under the largest head that enough of the named witnesses have cosigned; null when there is none.</summary>
    public long? EnoughOver => enough;

    /// <summary>Names under heads whose keys were not given.</summary>
    public IReadOnlyCollection<string> Unknown => notGiven;

    public void Cosigned(string witness, long size, DateTimeOffset at) => cosigned[witness] = (size, at, cosigned.GetValueOrDefault(witness).Count + 1);

    /// <summary>Another provider, whose keys were given, has signed this head.</summary>
    public void Witnessed(string provider, long size, DateTimeOffset at) => witnessed[provider] = (size, at);

    public void NotGiven(string witness) => notGiven.Add(witness);

    public void Enough(long size) => enough = Math.Max(enough ?? 0, size);

    public void Stamped(string authority, long size, DateTimeOffset at)
    {
        Stamps++;
        first ??= (size, at, authority);
        last = (size, at, authority);
    }

    /// <summary>At the end: who was named has signed.</summary>
    /// <exception cref="ArchiveFaultException">Not so.</exception>
    public void End(OutsideTrust trust)
    {
        if (!trust.Cosigners.IsEmpty && cosigned.Count == 0)
            throw new ArchiveFaultException("no witness that was named has cosigned a checkpoint of this log");
        if (!trust.Cosigners.IsEmpty && enough is null)
            throw new ArchiveFaultException($"no checkpoint of this log was cosigned by as many witnesses as the policy asks for: there are {string.Join(", ", cosigned.Keys)}");
        if (!trust.Anchors.IsEmpty && Stamps == 0)
            throw new ArchiveFaultException("a time-stamp authority was named, and there is no time stamp");
    }

    /// <summary>For people; those that say what was not shown come last.</summary>
    public IEnumerable<string> Sentences(OutsideTrust trust)
    {
        foreach (var (witness, (size, at, _)) in cosigned)
            yield return $"cosigned by {witness}: {size:N0} records at {WireTime.Format(at)}";
        foreach (var (provider, (size, at)) in witnessed)
            yield return $"witnessed by {provider}: {size:N0} records at {WireTime.Format(at)}";
        if (first is { } one && last is { } other)
            yield return one == other ? $"time stamp: {one.Size:N0} records were there at {WireTime.Format(one.At)}, by {one.Authority}"
                : $"{Stamps:N0} time stamps: {one.Size:N0} records were there at {WireTime.Format(one.At)}, {other.Size:N0} at {WireTime.Format(other.At)}, by {other.Authority}";
        if (notGiven.Count > 0)
            yield return $"The keys of the witnesses {string.Join(", ", notGiven)} were not given: whether these have cosigned is not shown. Give them with --cosigners.";
        if (Stamps > 0 && trust.Anchors.IsEmpty)
            yield return "No certificate of a time-stamp authority was given: who has stamped is not shown. Give it with --timestamp-ca.";
    }

    public JsonObject Json(OutsideTrust trust) => new()
    {
        ["cosigned"] = new JsonArray([.. cosigned.Select(c => (JsonNode)new JsonObject { ["witness"] = c.Key, ["size"] = c.Value.Size, ["at"] = WireTime.Format(c.Value.At) })]),
        ["cosignedEnough"] = enough,
        ["witnessed"] = new JsonArray([.. witnessed.Select(w => (JsonNode)new JsonObject { ["provider"] = w.Key, ["size"] = w.Value.Size, ["at"] = WireTime.Format(w.Value.At) })]),
        ["witnessesNotGiven"] = new JsonArray([.. notGiven.Select(n => (JsonNode)n)]),
        ["stamps"] = Stamps,
        ["stamped"] = last is { } stamp ? new JsonObject { ["size"] = stamp.Size, ["at"] = WireTime.Format(stamp.At), ["authority"] = stamp.Authority, ["trusted"] = !trust.Anchors.IsEmpty } : null,
    };
}
