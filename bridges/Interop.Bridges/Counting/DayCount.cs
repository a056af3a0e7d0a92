using System.Globalization;
using System.Text.Json;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;

namespace Interop.Bridges.Counting;

/// <summary>
/// Counts what the network has of one portal and one day, UTC, and tells the server (spec 11.7). The server takes a later count of the same portal and day in
/// place of the earlier one, so all of it may be repeated after a crash.
/// </summary>
internal sealed class DayCount(BridgeContext bridge, ICountsMessages network)
{
    /// <summary>Ids of a portal and day that are held at once; a portal with more is told as counted in part.</summary>
    private const int IdsMax = 200_000;

    /// <summary>Octets of the ids in one request: the server takes 128 KiB (spec 13).</summary>
    private const int PartOctetsMax = 96 * 1024;

    /// <returns>False: what was said there is still on its way to the server, and would look as if it were missing.</returns>
    /// <exception cref="Api.ApiRefusedException">The server does not have this portal.</exception>
    public async Task<bool> PostAsync(PortalRow portal, DateOnly day, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => InboxTable.Waiting(c, portal.NativeRoom, 1)).Count > 0)
            return false;
        var (ids, complete) = await AskAsync(portal.View(), SpanOf(day), cancellationToken);
        var date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var parts = Parts(ids);
        for (var part = 0; part < parts.Count; part++)
            await bridge.Api.PostCountAsync(new NativeCount(portal.NativeRoom, date, [.. parts[part]], complete && part == parts.Count - 1, part), cancellationToken);
        return true;
    }

    /// <summary>At least one: that there is nothing is told too.</summary>
    private static List<List<string>> Parts(string[] ids)
    {
        var parts = new List<List<string>> { new() };
        var octets = 0;
        foreach (var id in ids)
        {
            var more = JsonEncodedText.Encode(id).EncodedUtf8Bytes.Length + 3;
            if (octets > 0 && octets + more > PartOctetsMax)
            {
                parts.Add([]);
                octets = 0;
            }
            parts[^1].Add(id);
            octets += more;
        }
        return parts;
    }

    private static NativeSpan SpanOf(DateOnly day)
    {
        var from = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return new NativeSpan(from, from.AddDays(1));
    }

    private async Task<(string[] Ids, bool Complete)> AskAsync(NativePortal portal, NativeSpan span, CancellationToken cancellationToken)
    {
        var found = new HashSet<NativeEventId>();
        var complete = true;
        try
        {
            await foreach (var id in network.CountAsync(portal, span, cancellationToken))
            {
                if (found.Count == IdsMax && !found.Contains(id))
                {
                    complete = false;
                    break;
                }
                found.Add(id);
            }
        }
        catch (NativeRefusedException refused)
        {
            Log.NotCounted(bridge.Log, portal.NativeRoom.Value, refused.Message);
            complete = false;
        }
        // What the bridge itself sent with an employee's account looks like that person's own words on some networks.
        return (bridge.Store.Read(c => found.Where(id => NativeIdTable.Find(c, portal.NativeRoom, id) is not { Key: not null }).Select(id => id.Value).ToArray()), complete);
    }
}
