using System.Text.Json.Serialization;

namespace Interop.Protocol.Identifiers;

/// <summary>A transaction: a UUIDv7 in lower case (RFC 9562). Unique per sender (client persona, bridge or peer).</summary>
[JsonConverter(typeof(IdentifierJsonConverter<TransactionId>))]
public readonly record struct TransactionId : IIdentifier<TransactionId>
{
    private readonly string? value;

    private TransactionId(string value) => this.value = value;

    public string Value => value ?? "";

    public Guid Uuid => Guid.ParseExact(Value, "D");

    public static TransactionId Create(TimeProvider time) => Parse(Guid.CreateVersion7(time.GetUtcNow()).ToString("D"));

    public static TransactionId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a transaction id: a UUIDv7 in lower case expected");

    public static bool TryParse(string? text, out TransactionId id)
    {
        id = default;
        if (text is null || !IdentifierText.IsUuidV7(text))
            return false;
        id = new TransactionId(text);
        return true;
    }

    public override string ToString() => Value;
}
