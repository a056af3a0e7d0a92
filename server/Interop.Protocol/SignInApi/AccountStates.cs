namespace Interop.Protocol.SignInApi;

/// <summary>A page of accounts (spec 13.10).</summary>
/// <param name="Accounts">By name.</param>
/// <param name="Next">For after, when there are more.</param>
public sealed record AccountStates(AccountState[] Accounts, string? Next = null);
