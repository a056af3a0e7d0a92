using System.Collections.Concurrent;
using Interop.Cli.Generating;
using Interop.Client;

namespace Interop.Cli.Demo.Firm;

/// <summary>What all conversations of the firm have in common: the way in, the clock, which networks are out, and what was said last in each room.</summary>
internal sealed class FirmTraffic(OcipClient admin, FirmPlan plan, FirmHiring hiring, TrafficClock clock, DraftPost post)
{
    private readonly ConcurrentDictionary<string, FirmSaid> last = new(StringComparer.Ordinal);
    private long said;
    private long nativeIds;

    public FirmPlan Plan => plan;

    public Uri Server => admin.Server;

    public TrafficClock Clock { get; } = clock;

    public DraftPost Post => post;

    /// <summary>In this month.</summary>
    public FirmOutage[] Outages { get; } = FirmOutage.Plan(clock.Begin);

    /// <summary>Messages, edits and retractions that were archived.</summary>
    public long Said => Interlocked.Read(ref said);

    public string BridgeToken(string network) => hiring.BridgeTokens[network];

    public string NextNativeId() => $"{plan.Seed:x}-{Interlocked.Increment(ref nativeIds):x}";

    /// <summary>Nothing comes from this network now.</summary>
    public bool IsOut(string network) => Array.Exists(Outages, outage => outage.Network == network && outage.From <= Clock.Passed && Clock.Passed < outage.To);

    /// <summary>What a reply in the room may refer to; null while nothing was said.</summary>
    public FirmSaid? LastIn(FirmRoom room) => last.GetValueOrDefault(room.Room.Value);

    public void Took(FirmRoom room, FirmSaid? what)
    {
        Interlocked.Increment(ref said);
        if (what is not null)
            last[room.Room.Value] = what;
    }
}
