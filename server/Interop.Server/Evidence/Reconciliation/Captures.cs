using Dapper;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>
/// When bridges that are here get nothing from their networks, as they say themselves (spec 08, 11): what is said there meanwhile cannot be archived. A span
/// that a bridge has begun ends when it says so, and outlasts restarts of both.
/// </summary>
internal sealed class Captures(Database database, AppendLog log, Alarms alarms, TimeProvider time, ServerOptions options)
{
    private const string Open = "SELECT began FROM capture_gaps WHERE network=@network AND ended IS NULL";

    /// <exception cref="ProblemException">5.5.0: since is no time.</exception>
    public async Task TakeAsync(string network, BridgeStatus status)
    {
        if (!WireTime.TryParse(status.Since, out var since))
            throw new ProblemException(DecisionCodes.Malformed, "since is a time, RFC 3339 UTC.");
        // A bridge's clock may be ahead; nothing has stopped in the future.
        var at = WireTime.Format(since < time.GetUtcNow() ? since : time.GetUtcNow());
        await log.WriteAsync(c => status.Capturing
            ? c.Execute("UPDATE capture_gaps SET ended=max(began, @at) WHERE network=@network AND ended IS NULL", new { network, at })
            : c.ExecuteScalar<string?>(Open, new { network }) is not null ? 0
            // What was said of earlier spans stands.
            : c.Execute("INSERT INTO capture_gaps(network, began) SELECT @network, max(@at, coalesce(max(ended), @at)) FROM capture_gaps WHERE network=@network", new { network, at }));
        Look();
    }

    /// <summary>Raises and clears alarms.</summary>
    public void Look()
    {
        var open = database.Read(c => c.Query<(string Network, string Began)>("SELECT network, began FROM capture_gaps WHERE ended IS NULL ORDER BY network").AsList());
        foreach (var (network, began) in open)
        {
            if (time.GetUtcNow() - WireTime.Parse(began) >= options.Evidence.BridgeAway)
                alarms.Raise(AlarmKinds.CaptureStopped, network, $"The bridge of {network} gets nothing from its network since {began}: what is said there meanwhile is not archived yet.");
        }
        alarms.Keep(AlarmKinds.CaptureStopped, open.Select(o => o.Network).ToHashSet(StringComparer.Ordinal));
    }
}
