using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.Encoding;

namespace Interop.Cli.Bench.Archive;

/// <summary>
/// How large the archived events are in canonical form, header and body, which is what there is to keep whatever the archive adds. Of a sample
/// spread evenly over the log.
/// </summary>
/// <param name="Sampled">Records that were looked at.</param>
/// <param name="Events">Of them, events, accepted or refused.</param>
/// <param name="PerEvent">Octets, on average.</param>
internal sealed record EventOctets(long Sampled, long Events, double PerEvent)
{
    private const int Pages = 60;
    private const int PageRecords = 500;

    public static async Task<EventOctets> SampleAsync(OcipClient client, long size, CancellationToken stop)
    {
        var (sampled, events, octets) = (0L, 0L, 0L);
        // A small log is read whole.
        var step = Math.Max(PageRecords, size / Pages);
        for (long from = 0; from < size; from += step)
        {
            foreach (var record in (await client.Archive.RecordsAsync(from - 1, (int)Math.Min(PageRecords, step), stop)).Records)
            {
                sampled++;
                if (!record.Record.TryGetProperty("header", out var header))
                    continue;
                events++;
                octets += CanonicalJson.Of(header).Length;
                if (record.Body is { } body)
                    octets += CanonicalJson.Of(JsonSerializer.SerializeToElement(body, OcipJson.Default.EventBody)).Length;
            }
        }
        return new EventOctets(sampled, events, events == 0 ? 0 : octets / (double)events);
    }
}
