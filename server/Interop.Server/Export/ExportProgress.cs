using System.Text.Json.Serialization;

namespace Interop.Server.Export;

/// <summary>
/// How far an export has come: written to its folder after each segment, when everything before it is on the disk. What stands in the files beyond the
/// lengths named here is cut off when it goes on after a crash.
/// </summary>
internal sealed class ExportProgress
{
    public const string Scope = "scope";
    public const string Records = "records";
    public const string Conversations = "conversations";
    public const string Media = "media";
    public const string Packing = "packing";

    public string Phase { get; set; } = Scope;

    /// <summary>Which beginning of the export the files are of, see <see cref="ExportRow.Anew"/>.</summary>
    public long Anew { get; set; }

    /// <summary>Signed head that the proofs lead to.</summary>
    public string Checkpoint { get; set; } = "";

    /// <summary>Records of the log under it.</summary>
    public long Size { get; set; }

    /// <summary>Index of the next record to look at.</summary>
    public long Next { get; set; }

    /// <summary>Index before which what the query finds is known.</summary>
    public long FoundTo { get; set; }

    /// <summary>Index before which what the holds of the case keep is known.</summary>
    public long HeldTo { get; set; }

    /// <summary>Records of dispositions that are still to come, of bodies in the export that have ended.</summary>
    public SortedSet<long> Awaited { get; init; } = [];

    /// <summary>Those that are in the export although the scope leaves them out, by rising index.</summary>
    public List<long> Beside { get; init; } = [];

    /// <summary>Octet of the plan at which the next day of conversations begins.</summary>
    public long PlanAt { get; set; }

    /// <summary>Records in the export.</summary>
    public long Taken { get; set; }

    /// <summary>Index after the last record in the export: where the gap that is not proved yet begins.</summary>
    public long GapFrom { get; set; }

    /// <summary>Index of the last record in the export; -1 when there is none yet.</summary>
    public long LastTaken { get; set; } = -1;

    /// <summary>First record of the last signed batch that was written.</summary>
    public long LastBatch { get; set; } = -1;

    /// <summary>By file, its octets that count.</summary>
    public Dictionary<string, long> Lengths { get; init; } = new(StringComparer.Ordinal);

    /// <summary>By "kind name" and the like.</summary>
    public Dictionary<string, long> Counts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>By reason.</summary>
    public Dictionary<string, long> Omitted { get; init; } = new(StringComparer.Ordinal);

    [JsonIgnore]
    public long Octets => Lengths.Values.Sum();

    public void Count(string of, string name, long by = 1)
    {
        var key = $"{of} {name}";
        Counts[key] = Counts.GetValueOrDefault(key) + by;
    }

    public void Omit(string reason, long count = 1)
    {
        if (count > 0)
            Omitted[reason] = Omitted.GetValueOrDefault(reason) + count;
    }
}
