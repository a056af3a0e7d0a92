namespace Interop.Server.SignIn;

/// <summary>Somebody who is known now.</summary>
/// <param name="AccountRow">Row of the account.</param>
/// <param name="Account">Its name.</param>
/// <param name="Next">What is to be done next: a state of SignInAnswer.</param>
/// <param name="Factor">By what: password, code or recoveryCode.</param>
/// <param name="HasSecondFactor">A second factor is switched on.</param>
internal sealed record Identification(long AccountRow, string Account, string Next, string Factor, bool HasSecondFactor);
