using Interop.Notes;

namespace Interop.Cli.Verification.Outside;

/// <summary>Witnesses of C2SP whose cosignatures count, as an auditor was told of them: keys (vkeys), and files of C2SP tlog-policy.</summary>
internal sealed class Cosigners
{
    private readonly List<NoteKey> keys = [];
    private readonly List<NoteKey> named = [];
    private readonly List<WitnessPolicy> policies = [];

    /// <param name="pins">Each a vkey, or a file that has a policy.</param>
    /// <exception cref="FormatException">One is neither, or is a key that does not cosign.</exception>
    public Cosigners(IEnumerable<string> pins)
    {
        foreach (var pin in pins)
        {
            if (File.Exists(pin))
                Take(pin);
            else if (NoteKey.TryParse(pin, out var key) && key.Type == NoteTypes.Cosignature)
                named.Add(key);
            else
                throw new FormatException($"'{pin}' is neither a file with a witness policy nor the key of a witness (name+id+key)");
        }
        foreach (var key in named.Concat(policies.SelectMany(p => p.Witnesses.Select(w => w.Key))).DistinctBy(key => key.ToString()))
            keys.Add(key);
    }

    public bool IsEmpty => keys.Count == 0;

    public IReadOnlyList<NoteKey> Keys => keys;

    /// <summary>Whether a head that these have cosigned has enough: by every policy its quorum, and one at least of the keys that were named by themselves.</summary>
    /// <param name="signed">Keys whose cosignatures under one and the same head were verified.</param>
    public bool AreEnough(IReadOnlyCollection<NoteKey> signed) =>
        signed.Count > 0 && policies.All(policy => policy.IsMet(signed)) && (named.Count == 0 || named.Any(key => signed.Any(by => by.ToString() == key.ToString())));

    private void Take(string file)
    {
        try
        {
            var policy = WitnessPolicy.Parse(File.ReadAllText(file));
            policies.Add(policy.Witnesses.Count > 0 ? policy : throw new FormatException("it names no witness"));
        }
        catch (FormatException fault)
        {
            throw new FormatException($"'{file}' is not a witness policy: {fault.Message}", fault);
        }
    }
}
