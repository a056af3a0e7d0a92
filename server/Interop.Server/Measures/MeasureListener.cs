using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;

namespace Interop.Server.Measures;

/// <summary>Listens to this product's meters from the first time that somebody asks, and not before: a server that nobody measures pays nothing.</summary>
internal sealed class MeasureListener : IDisposable
{
    private readonly ConcurrentDictionary<(string Instrument, string? Tag), MeasuredSeries> series = new();
    private readonly Lazy<MeterListener> listener;

    public MeasureListener() => listener = new Lazy<MeterListener>(Start);

    /// <summary>Everything since the first call, which finds nothing.</summary>
    public JsonObject Read()
    {
        _ = listener.Value;
        var all = new JsonArray();
        foreach (var ((instrument, tag), values) in series.OrderBy(s => s.Key.Instrument, StringComparer.Ordinal).ThenBy(s => s.Key.Tag, StringComparer.Ordinal))
        {
            all.Add(new JsonObject
            {
                ["name"] = instrument, ["of"] = tag, ["count"] = values.Count, ["sum"] = values.Sum,
                ["buckets"] = new JsonArray([.. values.Filled().Select(b => (JsonNode)new JsonArray(b.UpTo, b.Count))]),
            });
        }
        return new JsonObject { ["bucketsPerDoubling"] = MeasuredSeries.BucketsPerDoubling, ["measures"] = all };
    }

    public void Dispose()
    {
        if (listener.IsValueCreated)
            listener.Value.Dispose();
    }

    private MeterListener Start()
    {
        var meters = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Meter.Name.StartsWith(ServerMeter.Prefix, StringComparison.Ordinal))
                    to.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Of(instrument, tags).Add(value));
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Of(instrument, tags).AddMany(value));
        meters.Start();
        return meters;
    }

    private MeasuredSeries Of(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        series.GetOrAdd((instrument.Name, tags.Length == 0 ? null : tags[0].Value as string), _ => new MeasuredSeries());
}
