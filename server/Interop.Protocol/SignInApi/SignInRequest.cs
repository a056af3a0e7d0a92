namespace Interop.Protocol.SignInApi;

/// <summary>Somebody signs in (spec 13.10).</summary>
/// <param name="Account">Name of the account.</param>
/// <param name="Password">As it was typed.</param>
/// <param name="Code">Six digits of the second factor, or a recovery code.</param>
public sealed record SignInRequest(string Account, string Password, string? Code = null);
