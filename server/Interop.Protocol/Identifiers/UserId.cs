using System.Text.Json.Serialization;

namespace Interop.Protocol.Identifiers;

/// <summary>
/// A user: <c>ocip://{provider}/u/{local}</c>; one persona of a person. The local part is PRECIS UsernameCaseMapped
/// (RFC 8265), ≤ 128 octets. Unique at its provider, never given to anyone else.
/// </summary>
[JsonConverter(typeof(IdentifierJsonConverter<UserId>))]
public readonly record struct UserId : IIdentifier<UserId>
{
    private readonly string? value;

    private UserId(string value) => this.value = value;

    public string Value => value ?? "";

    public ProviderName Provider => ProviderName.Parse(Value[7..Value.IndexOf('/', 7)]);

    public string Local => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>The short form for people: local@provider.</summary>
    public string Short => $"{Local}@{Provider}";

    public static UserId Of(ProviderName provider, string local) =>
        TryParse($"ocip://{provider.Value}/u/{local}", out var id) ? id : throw new FormatException($"'{local}' is not the local part of a user id");

    public static UserId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a user id");

    public static bool TryParse(string? text, out UserId id)
    {
        id = default;
        if (!IdentifierText.TrySplit(text, 'u', out _, out var local) || System.Text.Encoding.UTF8.GetByteCount(local) > 128 || !Username.IsCanonical(local))
            return false;
        id = new UserId(text!);
        return true;
    }

    public override string ToString() => Value;
}
