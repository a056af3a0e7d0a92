namespace Interop.Protocol.SignInApi;

/// <summary>A password to be handed to its person, who replaces it at the first sign-in (spec 13.10).</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Password">Stands here and nowhere else.</param>
/// <param name="Expires">RFC 3339 UTC; of no use from then on.</param>
public sealed record OneTimePassword(string Account, string Password, string Expires);
