using System.Text.Json.Serialization;

namespace Interop.Protocol.Identifiers;

/// <summary>A provider: a DNS name as A-labels, lower case, 1 to 253 octets (spec 03). Unique in the world.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<ProviderName>))]
public readonly record struct ProviderName : IIdentifier<ProviderName>
{
    private readonly string? value;

    private ProviderName(string value) => this.value = value;

    public string Value => value ?? "";

    public static ProviderName Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a provider name: lower-case DNS name expected");

    public static bool TryParse(string? text, out ProviderName id)
    {
        id = default;
        if (text is null || text.Length is 0 or > 253)
            return false;
        foreach (var label in text.Split('.'))
        {
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                    return false;
            }
        }
        id = new ProviderName(text);
        return true;
    }

    public override string ToString() => Value;
}
