using System.Text.Json.Serialization;

namespace Interop.Protocol.Identifiers;

/// <summary>A room: <c>ocip://{provider}/r/{uuid}</c>, a UUIDv7 in lower case; the provider is its first hub. Unique in the world.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<RoomId>))]
public readonly record struct RoomId : IIdentifier<RoomId>
{
    private readonly string? value;

    private RoomId(string value) => this.value = value;

    public string Value => value ?? "";

    public ProviderName Provider => ProviderName.Parse(Value[7..Value.IndexOf('/', 7)]);

    public Guid Uuid => Guid.ParseExact(Value.AsSpan(Value.LastIndexOf('/') + 1), "D");

    public static RoomId Of(ProviderName provider, Guid uuid) => Parse($"ocip://{provider.Value}/r/{uuid:D}");

    public static RoomId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a room id");

    public static bool TryParse(string? text, out RoomId id)
    {
        id = default;
        if (!IdentifierText.TrySplit(text, 'r', out _, out var local) || !IdentifierText.IsUuidV7(local))
            return false;
        id = new RoomId(text!);
        return true;
    }

    public override string ToString() => Value;
}
