using System.Text.Json;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;

namespace Interop.Server.Inbound;

/// <summary>Whether an event from another provider is well formed (spec 03, 04, 06). What it claims is checked by the stages.</summary>
internal sealed class FederatedEventForm(TimeProvider time)
{
    public const int StampsMax = 8;
    public const int BatchesMax = 256;
    private const int DigestOctets = 32;
    private static ReadOnlySpan<byte> SaltMember => ",\"salt\":\""u8;
    private const int PathMax = 64;
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    private static readonly JsonElement Absent = JsonDocument.Parse("""{"part":{"cardinality":"single","contentType":"text/plain","content":"-"}}""").RootElement;

    /// <summary>The first fault, or null.</summary>
    public Fault? Check(FederatedEvent ev, SignedBatch[] batches)
    {
        if (batches.Length > BatchesMax || Array.IndexOf(batches, null) >= 0 || ev.Stamps.Length > StampsMax || Array.IndexOf(ev.Stamps, null) >= 0)
            return new Fault(DecisionCodes.Malformed, $"At most {BatchesMax} batches, and {StampsMax} stamps an event.");
        if (!Refers(ev.Signature, batches) || !ev.Stamps.All(s => Refers(s.Proof, batches)) || (ev.HubSignature is { } hub && !Refers(hub, batches)))
            return new Fault(DecisionCodes.Malformed, "A proof refers to a batch that is not there.");
        if (ev.Hub is { } place && (place.Seq < 1 || !WireTime.TryParse(place.Accepted, out _) || !Base64UrlText.TryDecode(place.Previous, DigestOctets, out _)))
            return new Fault(DecisionCodes.Malformed, "hub: {accepted, previous, seq} expected.");
        var header = ev.Header;
        if (!WireTime.TryParse(header.Created, out _) || !Base64UrlText.TryDecode(header.ContentDigest, DigestOctets, out _))
            return new Fault(DecisionCodes.Malformed, "header: created or contentDigest is not of its form.");
        if (EventIdentity.Of(header) != ev.Id)
            return new Fault(DecisionCodes.Malformed, "id: not the digest of the header.");
        if (RetentionRules.FaultOf(header) is { } fault)
            return fault;
        // What its hub gives without its body is kept in the chain by its header: only that can be judged.
        var draft = ev is { Body: null, Header.Type: EventTypes.Message or EventTypes.Edit or EventTypes.Reaction } ? DraftOf(ev) with { Content = Absent } : DraftOf(ev);
        return EventValidator.CheckDraft(draft, ev.Hub is null ? time.GetUtcNow() : DateTimeOffset.MaxValue.AddDays(-1));
    }

    /// <summary>What its sender had submitted.</summary>
    public static EventDraft DraftOf(FederatedEvent ev) => new()
    {
        Room = ev.Header.Room,
        Type = ev.Header.Type,
        Content = ev.Body?.Content ?? Nothing,
        Relates = ev.Header.Relates,
        State = ev.Header.State,
        Labels = ev.Header.Labels,
        Created = ev.Header.Created,
        Provenance = ev.Body?.Provenance,
    };

    /// <summary>Its body's canonical JSON, {content, provenance?, salt}, and whether it is the one that the header promises; empty, and false, when it comes without.</summary>
    public static (byte[] Canonical, bool Matches) BodyOf(FederatedEvent ev)
    {
        if (ev.Body is not { } body || !Base64UrlText.TryDecode(body.Salt, EventIdentity.SaltOctets, out var salt))
            return ([], false);
        var content = EventIdentity.CanonicalContent(body.Content, body.Provenance);
        var canonical = new byte[content.Length + SaltMember.Length + body.Salt.Length + 1];
        content.AsSpan(0, content.Length - 1).CopyTo(canonical);
        SaltMember.CopyTo(canonical.AsSpan(content.Length - 1));
        System.Text.Encoding.ASCII.GetBytes(body.Salt, canonical.AsSpan(content.Length - 1 + SaltMember.Length));
        "\"}"u8.CopyTo(canonical.AsSpan(canonical.Length - 2));
        return (canonical, Base64UrlText.Of(EventIdentity.ContentDigest(salt, content)) == ev.Header.ContentDigest);
    }

    /// <summary>Its own part of what the transaction carries for all its events.</summary>
    public static Attestation AttestationOf(FederatedEvent ev, SignedBatch[] batches)
    {
        var builder = new AttestationBuilder();
        builder.Add(new Attestation(batches, ev.Signature, ev.Stamps, ev.HubSignature));
        return builder.Build();
    }

    private static bool Refers(BatchProof proof, SignedBatch[] batches) =>
        proof.Batch >= 0 && proof.Batch < batches.Length && proof.Path.Length <= PathMax && Array.IndexOf(proof.Path, null) < 0;
}
