namespace Interop.Protocol.SignInApi;

/// <summary>The secret of a second factor, for an authenticator (RFC 6238); it is asked for once a code of it was sent (spec 13.10).</summary>
/// <param name="Secret">Base32, 20 octets.</param>
/// <param name="Uri">otpauth: address, for a QR code.</param>
public sealed record SecondFactorSecret(string Secret, string Uri);
