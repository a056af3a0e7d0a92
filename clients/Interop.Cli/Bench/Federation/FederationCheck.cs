using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Protocol;

namespace Interop.Cli.Bench.Federation;

/// <summary>What the archive of one of the two says, once its server was killed.</summary>
/// <param name="Found">Messages of the run that are in it.</param>
/// <param name="Missing">Delivered, and not in it.</param>
/// <param name="Wrong">Twice, under another index than the receipt's, or of nobody.</param>
/// <param name="Fault">Why it does not verify; null when it does.</param>
/// <param name="Records">Records in all.</param>
/// <param name="Commits">Group commits.</param>
/// <param name="Attested">Events whose signatures by the other provider were verified.</param>
internal sealed record FederationCheck(long Found, long Missing, long Wrong, string? Fault, long Records, long Commits, long Attested)
{
    /// <param name="side">Whose archive.</param>
    /// <param name="other">The other provider, whose keys are pinned too.</param>
    /// <param name="checkpoint">From before the timed part.</param>
    /// <param name="check">Looks at each event.</param>
    /// <param name="folder">For the key file.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task<FederationCheck> RunAsync(Side side, Side other, string checkpoint, ArchiveCheck check, string folder, CancellationToken stop)
    {
        var keys = Path.Combine(folder, $"{other.Provider.Value}.keys.json");
        await File.WriteAllBytesAsync(keys, JsonSerializer.SerializeToUtf8Bytes(other.Keys, OcipJson.Default.JsonWebKeySet), stop);
        using var data = new DataFolder(side.Server.Data);
        foreach (var row in data.Records())
        {
            // What went out to the hub comes back as a record of kind event: there it counts.
            if (row.Kind == "event" && row.Body is { } body)
                check.Take(row.Leaf, body);
        }
        var peers = new PeerKeySets([$"{other.Provider.Value}={keys}"]);
        var report = new ArchiveVerifier(data, new PinnedKeys(side.Keys.Keys, isPinned: true), checkpoint, peers).Run(null, stop);
        var fault = report.Fault ?? (report.Unpinned.Count > 0 ? $"signed by {string.Join(", ", report.Unpinned)}, whose keys are not pinned" : null);
        return new(check.Found, check.Missing, check.Wrong, fault, report.Records, report.Batches, report.Attested);
    }
}
