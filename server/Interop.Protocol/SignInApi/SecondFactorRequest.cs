namespace Interop.Protocol.SignInApi;

/// <param name="Code">Six digits, of the secret that was answered last.</param>
public sealed record SecondFactorRequest(string Code);
