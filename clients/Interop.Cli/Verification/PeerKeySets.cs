using Interop.Protocol.Identifiers;

namespace Interop.Cli.Verification;

/// <summary>Whose signatures count for which provider: this archive's own keys, and those of others that were pinned.</summary>
internal sealed class PeerKeySets
{
    private readonly Dictionary<ProviderName, PinnedKeys> sets = [];
    private readonly SortedSet<string> unknown = new(StringComparer.Ordinal);

    /// <param name="pins">Each PROVIDER=FILE, the file being what the provider's /keys answered.</param>
    /// <exception cref="FormatException">Not of that form, or a file is not a key set.</exception>
    public PeerKeySets(IEnumerable<string> pins)
    {
        foreach (var pin in pins)
        {
            var parts = pin.Split('=', 2);
            if (parts.Length != 2 || !ProviderName.TryParse(parts[0], out var provider) || !File.Exists(parts[1]))
                throw new FormatException($"'{pin}' is not PROVIDER=FILE with the keys of a provider");
            sets[provider] = PinnedKeys.Of(parts[1]);
        }
    }

    public bool IsEmpty => sets.Count == 0;

    /// <summary>Providers that have signed something and whose keys are not here.</summary>
    public IReadOnlyCollection<string> Unknown => unknown;

    /// <summary>Adds this archive's own keys.</summary>
    public void AddOwn(ProviderName provider, PinnedKeys keys) => sets.TryAdd(provider, keys);

    /// <summary>The keys of a provider for a purpose; null, and remembered, when none are here.</summary>
    public PinnedKeys? Of(ProviderName provider, string purpose)
    {
        if (sets.TryGetValue(provider, out var known) && known.All.Any(k => k.Purpose == purpose))
            return known;
        unknown.Add(provider.Value);
        return null;
    }
}
