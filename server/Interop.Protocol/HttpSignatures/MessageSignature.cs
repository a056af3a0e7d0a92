using System.Security.Cryptography;
using Interop.Protocol.Encoding;
using Interop.Protocol.Signatures;

namespace Interop.Protocol.HttpSignatures;

/// <summary>
/// The signature of a request or response between providers (spec 02): RFC 9421 with ecdsa-p256-sha256, label and tag ocip. Reading and
/// verifying are apart, because the key is found between them.
/// </summary>
public sealed class MessageSignature
{
    /// <summary>Label of the signature in both fields, and its tag.</summary>
    public const string Label = "ocip";

    /// <summary>Lower-case name of the field that names the provider who signed a request.</summary>
    public const string OriginField = "ocip-origin";

    private const int SignatureOctets = 64;
    private readonly byte[] signed;
    private readonly byte[] signature;

    private MessageSignature(SignatureParameters parameters, byte[] signed, byte[] signature)
    {
        (this.signed, this.signature) = (signed, signature);
        (KeyId, Nonce) = (parameters.KeyId, parameters.Nonce);
        (Created, Expires) = (parameters.Created, parameters.Expires);
    }

    /// <summary>RFC 7638 thumbprint of the key that it claims to be by.</summary>
    public string KeyId { get; }

    /// <summary>base64url; null of a response without one.</summary>
    public string? Nonce { get; }

    /// <summary>When it was made, as the signer says; whole seconds.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Until when it counts; whole seconds.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>
    /// Signs a message with every component that its kind asks for. A body must have its Content-Digest among the fields already.
    /// </summary>
    /// <param name="message">A request, or a response with its request.</param>
    /// <param name="key">Of purpose request.</param>
    /// <param name="now">Becomes created; it counts for <see cref="SignatureLimits.LifetimeSecondsMax"/> from then.</param>
    /// <exception cref="ArgumentException">A component that must be signed is not in the message.</exception>
    public static SignatureFields Sign(HttpMessage message, SigningKey key, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(key);
        var created = now.ToUnixTimeSeconds();
        var parameters = new List<KeyValuePair<string, object>> { new("created", created), new("expires", created + SignatureLimits.LifetimeSecondsMax) };
        if (message.Status is null)
            parameters.Add(new("nonce", Base64UrlText.Of(RandomNumberGenerator.GetBytes(SignatureLimits.NonceOctetsMin))));
        parameters.Add(new("keyid", key.KeyId));
        parameters.Add(new("tag", Label));
        var input = new StructuredItem(RequiredComponents.Of(message).ToArray(), parameters);
        var text = SignatureBase.Of(message, input, out var fault) ?? throw new ArgumentException(fault, nameof(message));
        var value = key.Sign(System.Text.Encoding.ASCII.GetBytes(text));
        return new SignatureFields($"{Label}={StructuredFields.Text(input)}", $"{Label}=:{Convert.ToBase64String(value)}:");
    }

    /// <summary>Takes the signature out of a message, and checks everything but key, time and the signature itself. Any input is answered.</summary>
    /// <param name="message">As it was received.</param>
    /// <param name="refusal">Why null was returned.</param>
    public static MessageSignature? Read(HttpMessage message, out SignatureRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(message);
        refusal = null;
        if (!message.Fields.TryGetValue(SignatureFields.InputName, out var inputs) || !message.Fields.TryGetValue(SignatureFields.SignatureName, out var signatures))
            return Refuse(SignatureFault.Missing, "The message is not signed: Signature-Input or Signature is missing.", out refusal);
        if (StructuredFields.Dictionary(inputs) is not { } inputMembers || StructuredFields.Dictionary(signatures) is not { } signatureMembers)
            return Refuse(SignatureFault.Malformed, "Signature-Input and Signature are dictionaries of structured fields (RFC 8941).", out refusal);
        if (!inputMembers.TryGetValue(Label, out var input) || !signatureMembers.TryGetValue(Label, out var member))
            return Refuse(SignatureFault.Missing, $"There is no signature with the label {Label}.", out refusal);
        if (input.Inner is null || member.Value is not byte[] { Length: SignatureOctets } octets || member.Parameters.Count > 0)
            return Refuse(SignatureFault.Malformed, "The signature has a list of components and 64 octets.", out refusal);
        if (SignatureParameters.Read(input, needsNonce: message.Status is null, out refusal) is not { } parameters)
            return null;
        var covered = input.Inner.Select(StructuredFields.Text).ToHashSet(StringComparer.Ordinal);
        if (RequiredComponents.Of(message).Select(StructuredFields.Text).FirstOrDefault(needed => !covered.Contains(needed)) is { } missing)
            return Refuse(SignatureFault.NotCovered, $"The signature does not cover {missing}.", out refusal);
        if (SignatureBase.Of(message, input, out var fault) is not { } text)
            return Refuse(SignatureFault.NotCovered, $"What the signature covers cannot be read: {fault}.", out refusal);
        return new MessageSignature(parameters, System.Text.Encoding.ASCII.GetBytes(text), octets);
    }

    /// <summary>What is wrong with the signature now; null when it is good. Any key and time are answered.</summary>
    /// <param name="key">The key that the signer's directory has under <see cref="KeyId"/>, or null when it has none.</param>
    /// <param name="now">The receiver's time.</param>
    public SignatureRefusal? FaultOf(VerificationKey? key, DateTimeOffset now)
    {
        if (Created > now.AddSeconds(SignatureLimits.AheadSecondsMax))
            return new(SignatureFault.Future, $"The signature was made in the future: created is more than {SignatureLimits.AheadSecondsMax} seconds ahead of the clock here.");
        if (now >= Expires)
            return new(SignatureFault.Expired, "The signature has expired; sign again, and compare the clocks.");
        if (key is null || key.KeyId != KeyId)
            return new(SignatureFault.UnknownKey, $"The key {KeyId} is not in the signer's directory.");
        if (key.Purpose != KeyPurposes.Request)
            return new(SignatureFault.Purpose, $"The key {KeyId} is for {key.Purpose}, not for requests.");
        if (!key.IsValidAt(now))
            return new(SignatureFault.KeyNotInUse, $"The key {KeyId} is not in use now: not yet, no longer, or revoked.");
        return key.Verify(signed, signature) ? null : new(SignatureFault.Wrong, "The signature is wrong: what was signed is not what arrived, or another key signed it.");
    }

    private static MessageSignature? Refuse(SignatureFault fault, string detail, out SignatureRefusal? refusal)
    {
        refusal = new SignatureRefusal(fault, detail);
        return null;
    }
}
