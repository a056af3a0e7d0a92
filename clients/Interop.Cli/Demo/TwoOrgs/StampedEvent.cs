using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Protocol;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Cli.Demo.TwoOrgs;

/// <summary>An event of a federated room as one archive holds it, with every stamp that it got on its way there.</summary>
internal sealed record StampedEvent
{
    public required EventId Event { get; init; }

    /// <summary>message, edit, …</summary>
    public required string Type { get; init; }

    public required UserId Sender { get; init; }

    public required string ContentDigest { get; init; }

    /// <summary>Its place in the room.</summary>
    public required long Seq { get; init; }

    /// <summary>In the order of the proxies passed.</summary>
    public required StampedDecision[] Stamps { get; init; }

    public required SignedBatch[] Batches { get; init; }

    /// <summary>Those of a room that have a place in it, in its order, read from a data folder.</summary>
    public static IReadOnlyList<StampedEvent> In(string data, RoomId room)
    {
        using var folder = new DataFolder(data);
        var found = new List<StampedEvent>();
        foreach (var row in folder.Records().Where(r => r.Kind == "event"))
        {
            using var record = JsonDocument.Parse(row.Record);
            var header = record.RootElement.GetProperty("header");
            if (header.GetProperty("room").GetString() != room.Value)
                continue;
            var (stamps, batches) = Read(folder.Attestation(row.Leaf));
            found.Add(new StampedEvent
            {
                Event = EventId.Parse(record.RootElement.GetProperty("event").GetString()!), Type = header.GetProperty("type").GetString()!,
                Sender = UserId.Parse(header.GetProperty("sender").GetString()!), ContentDigest = header.GetProperty("contentDigest").GetString()!,
                Seq = row.Seq ?? 0, Stamps = stamps, Batches = batches,
            });
        }
        return [.. found.OrderBy(e => e.Seq)];
    }

    /// <summary>The stamps that are kept with a record, such as "egress 2.0.0 by ocip://acme.example/p/main"; empty for none.</summary>
    public static string StampsOf(string data, long index)
    {
        using var folder = new DataFolder(data);
        return string.Join(", ", Read(folder.Attestation(index)).Stamps.Select(Text));
    }

    public static string Text(StampedDecision stamped) => $"{stamped.Stamp.Direction} {stamped.Stamp.Code} by {stamped.Stamp.Proxy.Value}";

    /// <summary>What is wrong with the first stamp that is not good, or null.</summary>
    /// <param name="keys">Pinned.</param>
    public string? FaultOfStamps(IReadOnlyList<JsonWebKey> keys) => Stamps
        .Select(s => StampVerifier.FaultOf(s, Batches, Event, (batch, stamp) => BatchSigner.IsSigned(batch, kid => KeyOf(keys, stamp, kid))))
        .FirstOrDefault(fault => fault is not null);

    private static VerificationKey? KeyOf(IReadOnlyList<JsonWebKey> keys, Stamp stamp, string kid) =>
        keys.FirstOrDefault(k => k.Kid == kid && k.Purpose == KeyPurposes.Stamp && k.Proxy == stamp.Proxy) is { } jwk
        && VerificationKey.From(jwk) is var key && key.IsValidAt(WireTime.Parse(stamp.At)) ? key : null;

    private static (StampedDecision[] Stamps, SignedBatch[] Batches) Read(byte[]? wire)
    {
        if (wire is null)
            return ([], []);
        using var attestation = JsonDocument.Parse(wire);
        return (
            [.. attestation.RootElement.GetProperty("stamps").EnumerateArray().Select(s => s.Deserialize(OcipJson.Default.StampedDecision)!)],
            [.. attestation.RootElement.GetProperty("batches").EnumerateArray().Select(b => b.Deserialize(OcipJson.Default.SignedBatch)!)]);
    }
}
