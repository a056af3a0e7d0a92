using System.Text.Json;
using System.Text.Json.Serialization;
using Interop.Protocol.Evidence;
using Interop.Protocol.ProxyApi;

namespace Interop.Server.Archive;

/// <summary>
/// What lets a stranger check an event of a federated room (spec 06): who signed it, which proxies let it pass, who gave it its
/// place. Kept beside the record and sent along with the event.
/// </summary>
/// <param name="Batches">Signatures that the proofs refer to by index.</param>
/// <param name="Signature">The origin's.</param>
/// <param name="Stamps">In the order of the proxies passed.</param>
/// <param name="HubSignature">The hub's, once the event has a place.</param>
internal sealed record Attestation(SignedBatch[] Batches, BatchProof Signature, StampedDecision[] Stamps, BatchProof? HubSignature)
{
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AttestationJson.Default.Attestation);

    public static Attestation Parse(byte[] json) => JsonSerializer.Deserialize(json, AttestationJson.Default.Attestation)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Attestation))]
internal sealed partial class AttestationJson : JsonSerializerContext;
