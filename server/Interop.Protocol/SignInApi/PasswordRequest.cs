namespace Interop.Protocol.SignInApi;

/// <summary>Somebody changes the own password (spec 13.10).</summary>
/// <param name="Current">The one that is in use.</param>
/// <param name="Next">The one that is used from now on.</param>
public sealed record PasswordRequest(string Current, string Next);
