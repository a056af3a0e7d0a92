using System.Text.Json.Serialization;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.Media;

/// <summary>
/// Octets that a provider keeps for its rooms: <c>ocip://{provider}/m/{digest}</c> (spec 15). The digest is the SHA-256 of the octets, 43
/// characters of base64url. A name and no location: where the octets are fetched follows from who hands over the event.
/// </summary>
[JsonConverter(typeof(IdentifierJsonConverter<MediaId>))]
public readonly record struct MediaId : IIdentifier<MediaId>
{
    private const int DigestOctets = 32;
    private const int DigestCharacters = 43;
    private readonly string? value;

    private MediaId(string value) => this.value = value;

    /// <summary>The canonical form, as it stands on the wire.</summary>
    public string Value => value ?? "";

    /// <summary>For whose rooms the octets were put in.</summary>
    public ProviderName Provider => ProviderName.Parse(Value[7..Value.IndexOf('/', 7)]);

    /// <summary>base64url(SHA-256(octets)).</summary>
    public string Digest => Value[^DigestCharacters..];

    public static MediaId Of(ProviderName provider, string digest) =>
        TryParse($"ocip://{provider.Value}/m/{digest}", out var id) ? id : throw new FormatException($"'{digest}' is not a digest");

    public static MediaId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a media id");

    public static bool TryParse(string? text, out MediaId id)
    {
        id = default;
        if (!IdentifierText.TrySplit(text, 'm', out _, out var digest) || !IsDigest(digest))
            return false;
        id = new MediaId(text!);
        return true;
    }

    /// <summary>Whether a text is a digest in its one spelling. What is not must never become part of a path.</summary>
    public static bool IsDigest(string? text) => text is { Length: DigestCharacters } && Base64UrlText.TryDecode(text, DigestOctets, out _);

    public override string ToString() => Value;
}
