using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;

namespace Interop.Cli.Verification;

/// <summary>
/// What others signed of the events of federated rooms (spec 06): the origin the event, the hub its place, each compliance proxy its decision.
/// Whose keys are pinned is checked; of others, that the proofs lead to what they say they signed.
/// </summary>
internal sealed class AttestationCheck : IDisposable
{
    private static readonly StrictJsonLimits Limits = new(1024 * 1024, 24);
    private readonly IEnumerator<(long Leaf, byte[] Wire)> rows;
    private readonly BatchEntryCheck entries;
    private bool left;

    /// <param name="rows">What was signed, by rising index of its record. Disposed of with this.</param>
    /// <param name="entries">Looks at batches.</param>
    public AttestationCheck(IEnumerator<(long Leaf, byte[] Wire)> rows, BatchEntryCheck entries)
    {
        (this.rows, this.entries) = (rows, entries);
        left = rows.MoveNext();
    }

    /// <summary>Events whose signatures were looked at.</summary>
    public long Count { get; private set; }

    /// <param name="part">The next record.</param>
    /// <param name="hub">Who orders its room.</param>
    public void Take(FixedPart part, ProviderName? hub)
    {
        if (!left || rows.Current.Leaf > part.Index)
        {
            if (part is { ComesIn: true, Kind: "event" })
                throw new ArchiveFaultException($"record {part.Index}: the event came from another provider, and what that signed is missing");
            return;
        }
        if (rows.Current.Leaf < part.Index || part.Kind is not ("event" or "egress"))
            throw new ArchiveFaultException($"there are signatures for record {rows.Current.Leaf}, which has no event");
        try
        {
            using var wire = StrictJson.Parse(rows.Current.Wire, Limits);
            Check(part, hub!.Value, wire.RootElement);
        }
        catch (Exception fault) when (fault is MalformedJsonException or JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new ArchiveFaultException($"record {part.Index}: what others signed cannot be read: {fault.Message}");
        }
        Count++;
        left = rows.MoveNext();
    }

    /// <summary>At the end of the log: no signatures are for records that are not there.</summary>
    public void End()
    {
        if (left)
            throw new ArchiveFaultException($"there are signatures for record {rows.Current.Leaf}, which has no event");
    }

    public void Dispose() => rows.Dispose();

    private void Check(FixedPart part, ProviderName hub, JsonElement wire)
    {
        var batches = wire.GetProperty("batches").EnumerateArray().Select(b => b.Deserialize(OcipJson.Default.SignedBatch)!).ToArray();
        var id = part.Event!.Value;
        var accepted = part.Hub?.Accepted ?? part.At;
        if (part.Hub is { } place)
        {
            if (!wire.TryGetProperty("hubSignature", out var signed))
                throw new ArchiveFaultException($"record {part.Index}: the hub's signature over its place is missing");
            Check(part, "the hub's signature", signed, EventIdentity.HubEntryHash(part.Room!.Value, id, place), new SignedBy(hub, KeyPurposes.Hub, accepted), batches);
        }
        // What was withheld was not what it said: that is why.
        if (part.IsWithheld)
            return;
        Check(part, "the origin's signature", wire.GetProperty("signature"), id.Digest(), new SignedBy(part.Origin!.Value, KeyPurposes.Event, accepted), batches);
        foreach (var stamped in wire.GetProperty("stamps").EnumerateArray())
        {
            var stamp = stamped.GetProperty("stamp").Deserialize(OcipJson.Default.Stamp)!;
            if (stamp.Event != id)
                throw new ArchiveFaultException($"record {part.Index}: the stamp of {stamp.Proxy} is for another event");
            Check(part, $"the stamp of {stamp.Proxy}: its signature", stamped.GetProperty("proof"), StampDigest.Of(stamp), new SignedBy(stamp.Proxy.Provider, KeyPurposes.Stamp, stamp.At), batches);
        }
    }

    private void Check(FixedPart part, string what, JsonElement proof, byte[] digest, SignedBy by, SignedBatch[] batches)
    {
        var read = proof.Deserialize(OcipJson.Default.BatchProof)!;
        if (entries.FaultOf(batches[read.Batch], read, digest, by) is { } fault)
            throw new ArchiveFaultException($"record {part.Index}: {what} {fault}");
    }
}
