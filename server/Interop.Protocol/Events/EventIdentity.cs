using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.Events;

/// <summary>How header, body and hub entry hold each other (spec 04 and 05).</summary>
public static class EventIdentity
{
    /// <summary>Octets of a body's salt.</summary>
    public const int SaltOctets = 32;

    /// <summary><see cref="HubEntry.Previous"/> of a room's first event: base64url of 32 zero octets.</summary>
    public const string NoPrevious = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /// <summary>SHA-256(JCS(header)).</summary>
    public static EventId Of(EventHeader header)
    {
        var output = new ArrayBufferWriter<byte>(512);
        HeaderWriter.Write(header, output);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(output.WrittenSpan, digest);
        return EventId.Of(digest);
    }

    /// <summary>JCS(header): what the event id is the digest of.</summary>
    public static byte[] CanonicalHeader(EventHeader header)
    {
        var output = new ArrayBufferWriter<byte>(512);
        HeaderWriter.Write(header, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A fresh salt, base64url, as a body carries it.</summary>
    public static string NewSalt() => Base64UrlText.Of(RandomNumberGenerator.GetBytes(SaltOctets));

    /// <summary>SHA-256(salt ‖ canonical content), for <see cref="EventHeader.ContentDigest"/>.</summary>
    /// <param name="salt">32 octets.</param>
    /// <param name="canonicalContent">As <see cref="CanonicalContent"/> gives it.</param>
    public static byte[] ContentDigest(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonicalContent)
    {
        if (salt.Length != SaltOctets)
            throw new ArgumentException("a salt of 32 octets expected", nameof(salt));
        var rented = ArrayPool<byte>.Shared.Rent(SaltOctets + canonicalContent.Length);
        try
        {
            salt.CopyTo(rented);
            canonicalContent.CopyTo(rented.AsSpan(SaltOctets));
            return SHA256.HashData(rented.AsSpan(0, SaltOctets + canonicalContent.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    /// <summary>JCS({content, provenance}); without provenance JCS({content}).</summary>
    public static byte[] CanonicalContent(JsonElement content, Provenance? provenance)
    {
        var output = new ArrayBufferWriter<byte>(512);
        output.Write("{\"content\":"u8);
        CanonicalJson.Write(content, output);
        if (provenance is not null)
        {
            output.Write(",\"provenance\":"u8);
            CanonicalJson.Write(JsonSerializer.SerializeToElement(provenance, OcipJson.Default.Provenance), output);
        }
        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Whether the body is the one that the header promises. Any input is answered, none throws.</summary>
    public static bool BodyMatches(EventHeader header, EventBody body)
    {
        if (header is null || body is null || body.Content.ValueKind == JsonValueKind.Undefined)
            return false;
        if (!Base64UrlText.TryDecode(body.Salt, SaltOctets, out var salt) || !Base64UrlText.TryDecode(header.ContentDigest, SHA256.HashSizeInBytes, out var promised))
            return false;
        try
        {
            return ContentDigest(salt, CanonicalContent(body.Content, body.Provenance)).AsSpan().SequenceEqual(promised);
        }
        catch (MalformedJsonException)
        {
            return false;
        }
    }

    /// <summary>SHA-256(JCS({accepted, event, previous, room, seq})): what the next entry of the room has as its <see cref="HubEntry.Previous"/>.</summary>
    public static byte[] HubEntryHash(RoomId room, EventId ev, HubEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var output = new ArrayBufferWriter<byte>(256);
        output.Write("{\"accepted\":"u8);
        CanonicalJson.WriteString(entry.Accepted, output);
        output.Write(",\"event\":"u8);
        CanonicalJson.WriteString(ev.Value, output);
        output.Write(",\"previous\":"u8);
        CanonicalJson.WriteString(entry.Previous, output);
        output.Write(",\"room\":"u8);
        CanonicalJson.WriteString(room.Value, output);
        output.Write(",\"seq\":"u8);
        Span<byte> seq = stackalloc byte[20];
        System.Buffers.Text.Utf8Formatter.TryFormat(entry.Seq, seq, out var written);
        output.Write(seq[..written]);
        output.Write("}"u8);
        return SHA256.HashData(output.WrittenSpan);
    }
}
