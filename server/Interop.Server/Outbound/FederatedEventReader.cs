using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.FederationApi;
using Interop.Protocol.ProxyApi;
using Interop.Server.Archive;
using Microsoft.Data.Sqlite;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Outbound;

/// <summary>Makes of a stored record the event as another provider gets it (spec 06).</summary>
internal static class FederatedEventReader
{
    /// <summary>Null when the event is from before other providers had a part in its room: nothing was signed for them.</summary>
    /// <param name="connection">For reading.</param>
    /// <param name="leaf">Index of the record.</param>
    /// <param name="batches">Gathers the signatures that the event refers to.</param>
    public static FederatedEvent? Read(SqliteConnection connection, long leaf, AttestationBuilder batches)
    {
        var (stored, body, wire) = connection.QuerySingle<(byte[] Record, byte[]? Body, byte[]? Wire)>(
            "SELECT r.record, opened(r.body), a.wire FROM records r LEFT JOIN attestations a ON a.leaf=r.leaf WHERE r.leaf=@leaf", new { leaf });
        return wire is null ? null : Of(stored, body, wire, batches);
    }

    /// <param name="stored">Fixed part of the record.</param>
    /// <param name="body">Null when there is none any more.</param>
    /// <param name="wire">Its attestation.</param>
    /// <param name="batches">Gathers the signatures that the event refers to.</param>
    public static FederatedEvent Of(byte[] stored, byte[]? body, byte[] wire, AttestationBuilder batches)
    {
        var attestation = Attestation.Parse(wire);
        using var document = JsonDocument.Parse(stored);
        var record = document.RootElement;
        return new FederatedEvent
        {
            Id = EventId.Parse(record.GetProperty("event").GetString()!),
            Header = record.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!,
            Body = body is null ? null : JsonSerializer.Deserialize(body, OcipJson.Default.EventBody),
            Hub = record.TryGetProperty("hub", out var hub) ? hub.Deserialize(OcipJson.Default.HubEntry) : null,
            Signature = batches.Refer(attestation.Batches[attestation.Signature.Batch], attestation.Signature),
            HubSignature = attestation.HubSignature is { } proof ? batches.Refer(attestation.Batches[proof.Batch], proof) : null,
            // How it was decided for our people is for us, and for their correspondents by report; not for everybody.
            Stamps = [.. attestation.Stamps.Where(s => s.Stamp.Direction == Stamp.Egress)
                .Select(s => s with { Proof = batches.Refer(attestation.Batches[s.Proof.Batch], s.Proof) })],
        };
    }
}
