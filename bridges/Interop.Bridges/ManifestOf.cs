using Interop.Bridges.Connectors;
using Interop.Protocol.BridgeApi;

namespace Interop.Bridges;

/// <summary>The capability manifest, from what a connector implements: a feature is kept, degraded by the core, or lost.</summary>
internal static class ManifestOf
{
    private const string Kept = "kept";
    private const string Degraded = "degraded";
    private const string Lost = "lost";

    public static CapabilityManifest Connector(IConnector connector, BridgeSettings settings)
    {
        var description = connector.Description;
        var features = new Dictionary<string, string>();
        var notes = new Dictionary<string, string>();
        Add("text", connector is IShowsGhosts, "Sent by the bridge's own account, with the author's name in the text.");
        Add("formatting", connector is ISendsFormatting, "Sent as plain text.");
        Add("reply", connector is ISendsReplies, "Quoted in the text.");
        Add("edit", connector is ISendsEdits, "Sent as a new message that begins with an asterisk.");
        Add("retract", connector is ISendsRetractions, "The bridge says that a message was taken back.");
        Add("membership", connector is ISyncsMembership, "The bridge says who joined and left.");
        Add("media", connector is IFetchesFiles and ISendsFiles, "Only the names of files are carried.");
        if (features["media"] == Kept && connector is not ISendsCaptions)
            (features["media"], notes["media"]) = (Degraded, "A text that goes with a file is a message of its own before it.");
        // Not in the connector contract yet: adding an interface for one of them adds its line above.
        foreach (var feature in (string[])["reaction", "receipt", "typing", "thread", "moderation"])
            features[feature] = Lost;
        foreach (var (feature, note) in description.Notes)
        {
            if (features.GetValueOrDefault(feature) == Kept)
                features[feature] = Degraded;
            notes[feature] = note;
        }
        return new CapabilityManifest
        {
            Network = description.Network,
            Connector = description.Connector,
            Portals = [.. Portals(connector)],
            Features = features,
            Notes = notes.Count > 0 ? notes : null,
            Encryption = description.Encryption,
            TextOctetsMax = description.TextOctetsMax,
            FileOctetsMax = connector is IFetchesFiles or ISendsFiles ? settings.FileOctetsMax : null,
        };

        void Add(string feature, bool kept, string otherwise)
        {
            features[feature] = kept ? Kept : Degraded;
            if (!kept)
                notes[feature] = otherwise;
        }
    }

    private static IEnumerable<string> Portals(IConnector connector)
    {
        if (connector is IGatedPortals)
            yield return Portal.Gated;
        if (connector is IObservedPortals)
            yield return Portal.Observed;
    }
}
