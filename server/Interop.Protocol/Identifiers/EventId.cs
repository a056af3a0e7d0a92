using System.Buffers.Text;
using System.Text.Json.Serialization;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.Identifiers;

/// <summary>An event: base64url(SHA-256(JCS(header))), 43 characters without padding. Unique in the world.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<EventId>))]
public readonly record struct EventId : IIdentifier<EventId>
{
    private readonly string? value;

    private EventId(string value) => this.value = value;

    public string Value => value ?? "";

    /// <summary>Of a SHA-256 digest (32 octets).</summary>
    public static EventId Of(ReadOnlySpan<byte> digest) =>
        digest.Length == 32 ? new EventId(Base64Url.EncodeToString(digest)) : throw new ArgumentException("32 octets expected", nameof(digest));

    /// <summary>The 32 octets of the digest.</summary>
    public byte[] Digest() => Base64Url.DecodeFromChars(Value);

    public static EventId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not an event id");

    public static bool TryParse(string? text, out EventId id)
    {
        id = default;
        // Only the canonical spelling: the two spare bits of the last character must be zero, else two ids name one event.
        if (text is not { Length: 43 } || !Base64UrlText.TryDecode(text, out _))
            return false;
        id = new EventId(text);
        return true;
    }

    public override string ToString() => Value;
}
