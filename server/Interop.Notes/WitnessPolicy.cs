using System.Globalization;

namespace Interop.Notes;

/// <summary>
/// Which logs and witnesses there are and which of them must have signed, as C2SP tlog-policy writes it: lines of log, witness, group and quorum.
/// </summary>
public sealed class WitnessPolicy
{
    private readonly Dictionary<string, (int Needed, string[] Members)> groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NoteKey> byName = new(StringComparer.Ordinal);
    private readonly List<(NoteKey Key, Uri? Url)> logs = [];
    private readonly List<(NoteKey Key, Uri? Url)> witnesses = [];

    private WitnessPolicy()
    {
    }

    /// <summary>Keys of logs, and where they are.</summary>
    public IReadOnlyList<(NoteKey Key, Uri? Url)> Logs => logs;

    /// <summary>Keys of witnesses, and below which URL they are asked.</summary>
    public IReadOnlyList<(NoteKey Key, Uri? Url)> Witnesses => witnesses;

    /// <summary>Name of the witness or group that must have signed; null when nobody must.</summary>
    public string? Quorum { get; private set; }

    /// <exception cref="FormatException">A line is wrong; the message says which.</exception>
    public static WitnessPolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var policy = new WitnessPolicy();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
                continue;
            try
            {
                policy.Take(words);
            }
            catch (FormatException fault)
            {
                throw new FormatException($"line {number.ToString(CultureInfo.InvariantCulture)}: {fault.Message}", fault);
            }
        }
        return policy;
    }

    /// <summary>Whether those who have signed are enough.</summary>
    /// <param name="signed">Keys whose cosignatures were verified.</param>
    public bool IsMet(IReadOnlyCollection<NoteKey> signed) => Quorum is null || Has(Quorum, signed.Select(k => k.ToString()).ToHashSet(StringComparer.Ordinal));

    private bool Has(string name, HashSet<string> signed) =>
        byName.TryGetValue(name, out var key) ? signed.Contains(key.ToString()) : groups[name].Members.Count(member => Has(member, signed)) >= groups[name].Needed;

    private void Take(string[] words)
    {
        switch (words)
        {
            case ["log", var vkey, .. var at] when at.Length <= 1:
                logs.Add((NoteKey.Parse(vkey) is { Type: not NoteTypes.Cosignature } log ? log : throw new FormatException("A witness's key is not a log's."), Url(at)));
                break;
            case ["witness", var name, var vkey, .. var at] when at.Length <= 1:
                var key = NoteKey.Parse(vkey) is { Type: NoteTypes.Cosignature } witness ? witness : throw new FormatException("The key is not one for cosignatures.");
                New(name);
                byName[name] = key;
                witnesses.Add((key, Url(at)));
                break;
            case ["group", var name, var needed, .. var members] when members.Length > 0:
                New(name);
                if (members.FirstOrDefault(m => !Known(m)) is { } unknown)
                    throw new FormatException($"'{unknown}' is not known yet.");
                var count = needed switch { "any" => 1, "all" => members.Length, _ => int.TryParse(needed, NumberStyles.None, CultureInfo.InvariantCulture, out var k) ? k : 0 };
                groups[name] = count >= 1 && count <= members.Length ? (count, members) : throw new FormatException($"'{needed}' of {members.Length} is no threshold.");
                break;
            case ["quorum", "none"]:
                break;
            case ["quorum", var name] when Quorum is null && Known(name):
                Quorum = name;
                break;
            default:
                throw new FormatException($"'{string.Join(' ', words)}' is not a line of log, witness, group or quorum.");
        }
    }

    private bool Known(string name) => byName.ContainsKey(name) || groups.ContainsKey(name);

    private void New(string name)
    {
        if (name == "none" || Known(name))
            throw new FormatException($"The name '{name}' is taken.");
    }

    private static Uri? Url(string[] at) => at.Length == 0 ? null
        : Uri.TryCreate(at[0].TrimEnd('/') + "/", UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)) ? url
        : throw new FormatException($"{at[0]} is not an https URL; plain http is for loopback only.");
}
