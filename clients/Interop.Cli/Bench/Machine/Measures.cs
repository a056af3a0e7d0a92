using System.Text.Json;

namespace Interop.Cli.Bench.Machine;

/// <summary>What a server says of itself at GET /measures: by name, and by what of it (a stage, a purpose).</summary>
internal sealed class Measures
{
    private readonly Dictionary<(string Name, string Of), MeasuredValues> values;

    private Measures(Dictionary<(string Name, string Of), MeasuredValues> values) => this.values = values;

    /// <summary>Each name's parts.</summary>
    public IEnumerable<(string Of, MeasuredValues Values)> Named(string name) => values.Where(v => v.Key.Name == name).OrderBy(v => v.Key.Of, StringComparer.Ordinal).Select(v => (v.Key.Of, v.Value));

    public MeasuredValues Of(string name, string of = "") => values.GetValueOrDefault((name, of), MeasuredValues.None);

    public static async Task<Measures> ReadAsync(HttpClient admin, CancellationToken stop)
    {
        using var document = JsonDocument.Parse(await admin.GetByteArrayAsync(new Uri("/measures", UriKind.Relative), stop));
        var width = Math.Pow(2, 1.0 / document.RootElement.GetProperty("bucketsPerDoubling").GetInt32());
        return new Measures(document.RootElement.GetProperty("measures").EnumerateArray().ToDictionary(
            m => (m.GetProperty("name").GetString()!, m.GetProperty("of").GetString() ?? ""),
            m => new MeasuredValues(
                m.GetProperty("count").GetInt64(), m.GetProperty("sum").GetDouble(),
                m.GetProperty("buckets").EnumerateArray().ToDictionary(b => b[0].GetDouble(), b => b[1].GetInt64()), width)));
    }

    public Measures Since(Measures before) => new(values.ToDictionary(v => v.Key, v => v.Value.Since(before.values.GetValueOrDefault(v.Key, MeasuredValues.None))));
}
