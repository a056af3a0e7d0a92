namespace Interop.Protocol.SignInApi;

/// <summary>Each stands for one code of the second factor, once (spec 13.10).</summary>
/// <param name="Codes">To be kept on paper; they stand here and nowhere else.</param>
public sealed record RecoveryCodes(string[] Codes);
