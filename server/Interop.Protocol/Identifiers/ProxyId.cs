using System.Text.Json.Serialization;

namespace Interop.Protocol.Identifiers;

/// <summary>A compliance proxy: <c>ocip://{provider}/p/{name}</c>. The name has 1 to 64 characters of a–z, 0–9 and hyphen, and is unique at its provider.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<ProxyId>))]
public readonly record struct ProxyId : IIdentifier<ProxyId>
{
    private readonly string? value;

    private ProxyId(string value) => this.value = value;

    public string Value => value ?? "";

    public ProviderName Provider => ProviderName.Parse(Value[7..Value.IndexOf('/', 7)]);

    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    public static ProxyId Of(ProviderName provider, string name) =>
        TryParse($"ocip://{provider.Value}/p/{name}", out var id) ? id : throw new FormatException($"'{name}' is not the name of a proxy");

    public static ProxyId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a proxy id");

    public static bool TryParse(string? text, out ProxyId id)
    {
        id = default;
        if (!IdentifierText.TrySplit(text, 'p', out _, out var name) || name.Length is < 1 or > 64 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return false;
        id = new ProxyId(text!);
        return true;
    }

    public override string ToString() => Value;
}
