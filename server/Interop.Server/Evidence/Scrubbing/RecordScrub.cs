using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;

namespace Interop.Server.Evidence.Scrubbing;

/// <summary>What can be told of one record by itself: its form, its body, the body in its place, and what others have signed of it.</summary>
internal sealed class RecordScrub(BodyVault vault)
{
    private const int SaltCharacters = 43;

    /// <summary>Reads the fixed part; null, and a fault, when it cannot be read.</summary>
    public static ScrubbedRecord? Read(ScrubbedRow row, ICollection<ScrubFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(row.Record);
            var root = document.RootElement;
            if (root.GetProperty("index").GetInt64() != row.Leaf || root.GetProperty("kind").GetString() != row.Kind)
                faults.Add(new ScrubFault($"record {row.Leaf}", "Its fixed part is of another index or kind than its row."));
            return ScrubbedRecord.Of(root.Clone());
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            faults.Add(new ScrubFault($"record {row.Leaf}", "Its fixed part cannot be read: the octets were altered."));
            return null;
        }
    }

    /// <summary>The bodies: each is opened, and has the digest that the fixed part promises.</summary>
    public void CheckBodies(ScrubbedRow row, ScrubbedRecord record, ICollection<ScrubFault> faults)
    {
        if (row.Body is null)
        {
            if (record.MustHaveBody && row.Ended is null)
                faults.Add(new ScrubFault($"body {row.Leaf}", "It is missing, and no record says that it was ended."));
        }
        else if (record.ContentDigest is null)
        {
            faults.Add(new ScrubFault($"body {row.Leaf}", "There is one, and the fixed part knows of none."));
        }
        else
        {
            Check($"body {row.Leaf}", row.Body, record.ContentDigest, faults);
        }
        if (row.Redaction is not null)
            Check($"redaction {row.Leaf}", row.Redaction, record.RedactedTo ?? "", faults);
        else if (record.RedactedTo is not null && row.Body is not null)
            faults.Add(new ScrubFault($"redaction {row.Leaf}", "The body that was delivered in place of the record's own is missing."));
    }

    /// <summary>What the origin has signed of an event of a room with other providers: the proof leads from the event to the root.</summary>
    public static void CheckAttestation(ScrubbedRow row, ScrubbedRecord record, ICollection<ScrubFault> faults)
    {
        if (row.Attestation is null || record.Event is not { } id)
            return;
        try
        {
            var attestation = Attestation.Parse(row.Attestation);
            var proof = attestation.Signature;
            var path = proof.Path.Select(p => Base64UrlText.TryDecode(p, MerkleTree.HashLength, out var hash) ? hash : []).ToArray();
            if (!BatchSigner.Includes(attestation.Batches[proof.Batch], id.Digest(), proof.Index, path))
                faults.Add(new ScrubFault($"attestation {row.Leaf}", "What is said to be the origin's signature is over something else than the event."));
        }
        catch (Exception fault) when (fault is JsonException or IndexOutOfRangeException or NullReferenceException or InvalidOperationException)
        {
            faults.Add(new ScrubFault($"attestation {row.Leaf}", "It cannot be read: the octets were altered."));
        }
    }

    private void Check(string subject, byte[] cell, string promised, ICollection<ScrubFault> faults)
    {
        try
        {
            if (!Matches(vault.Open(cell)!, promised))
                faults.Add(new ScrubFault(subject, $"It is not the one whose digest was archived, {promised}."));
        }
        catch (CryptographicException)
        {
            faults.Add(new ScrubFault(subject, $"The cell cannot be opened, it was altered; the digest that was archived is {promised}."));
        }
        catch (Exception fault) when (fault is EncryptionKeyException or ArgumentException or InvalidOperationException)
        {
            faults.Add(new ScrubFault(subject, $"The cell cannot be opened: {fault.Message}"));
        }
    }

    /// <summary>{content, provenance?, salt}: the salted octets are the body without its last member.</summary>
    private static bool Matches(byte[] body, string promised)
    {
        ReadOnlySpan<byte> before = ",\"salt\":\""u8, after = "\"}"u8;
        var tail = before.Length + SaltCharacters + after.Length;
        if (body.Length <= tail || !body.AsSpan(body.Length - tail).StartsWith(before) || !body.AsSpan().EndsWith(after))
            return false;
        var salt = body.AsSpan(body.Length - after.Length - SaltCharacters, SaltCharacters);
        if (!Base64Url.IsValid(salt))
            return false;
        byte[] content = [.. body.AsSpan(0, body.Length - tail), (byte)'}'];
        return Base64UrlText.Of(EventIdentity.ContentDigest(Base64Url.DecodeFromUtf8(salt), content)) == promised;
    }
}
