using System.Globalization;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Web.Shared;

namespace Interop.Web.Pages.Bridges;

/// <summary>How it stands with a network, in words, and what to do about it.</summary>
internal static class NetworkWords
{
    /// <summary>A bridge has so long for what was archived, before it counts as late.</summary>
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(1);

    public static (Tone Tone, string Word, string Sentence, string? Advice) StateOf(NetworkView network, DateTimeOffset now)
    {
        if (!network.Connected)
        {
            return (Tone.Gap, "away", "The bridge is not connected: what is said on the network now is not archived yet.",
                "See whether its process runs and reaches this server; its own log says why it left. What was said meanwhile is fetched when it is back, if the network keeps it.");
        }
        if (!network.Capturing)
        {
            return (Tone.Gap, "gets nothing", "The bridge is here, and its network gives it nothing.",
                "See whether the network's server runs, and whether it still lets the bridge in (registration, secret, certificate).");
        }
        return IsLate(network, now)
            ? (Tone.Held, "late", $"{network.Waiting:N0} events wait for the bridge.", "It may be busy or slowed down by the network. Nothing is lost: it goes on where it was. If the number grows, look into the bridge's log.")
            : (Tone.Ok, "captured", "The bridge is connected, and its network is captured.", null);
    }

    public static string Lateness(NetworkView network, DateTimeOffset now) => network.WaitingSince is { } since && IsLate(network, now)
        ? $"{Span(now - WireTime.Parse(since))} behind"
        : network.TakenAfter is { } seconds ? $"{seconds:N0} s" : "–";

    /// <summary>Of the last seven days, without what overlaps.</summary>
    public static TimeSpan WithoutCapture(NetworkView network)
    {
        var (sum, end) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var (from, to) in network.Gaps.Where(g => g.From is not null && g.To is not null).Select(g => (WireTime.Parse(g.From!), WireTime.Parse(g.To!))).OrderBy(g => g.Item1))
        {
            var begin = from > end ? from : end;
            if (to > begin)
                (sum, end) = (sum + (to - begin), to);
        }
        return sum;
    }

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "none",
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes} min",
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h"),
    };

    /// <summary>What a code of a failed delivery asks for (errors.md).</summary>
    public static string AdviceFor(string code) => code switch
    {
        ['4', ..] => "The network did not take it now. The bridge tries again by itself.",
        "5.5.5" => "It was larger than the network takes. The sender was told.",
        "5.1.0" or "5.1.2" => "The network refused it for good: the person may have left, or does not let the bridge write. The sender was told.",
        "5.4.0" => "The network cannot carry this kind of message. The sender was told; the features below say what it loses.",
        _ => "The sender was told. Who reads records finds what the network said in the record.",
    };

    /// <summary>Kept, degraded and lost, the worst first.</summary>
    public static IEnumerable<(string Feature, string How, Tone Tone, string? Note)> Features(NetworkView network) => network.Manifest is not { } manifest ? [] : manifest.Features
        .Select(f => (f.Key, f.Value, f.Value switch { "kept" => Tone.Ok, "degraded" => Tone.Held, _ => Tone.Blocked }, manifest.Notes?.GetValueOrDefault(f.Key)))
        .OrderByDescending(f => f.Item3).ThenBy(f => f.Key, StringComparer.Ordinal);

    private static bool IsLate(NetworkView network, DateTimeOffset now) => network is { Waiting: > 0, WaitingSince: { } since } && now - WireTime.Parse(since) > LateAfter;
}
