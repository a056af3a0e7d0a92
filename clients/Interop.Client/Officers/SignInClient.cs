using Interop.Protocol;
using Interop.Protocol.SignInApi;

namespace Interop.Client.Officers;

/// <summary>Signing in with an account of the server (spec 13.10), and what an administrator does about it.</summary>
public sealed class SignInClient
{
    private readonly HttpCalls calls;

    internal SignInClient(HttpCalls calls) => this.calls = calls;

    /// <summary>Needs no token. Ask for the code, or for a new password, when the answer's state says so.</summary>
    public Task<SignInAnswer> SignInAsync(SignInRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "sign-in", request, OcipJson.Default.SignInRequest, OcipJson.Default.SignInAnswer, stop);

    /// <summary>Moves the end of all tokens of this sign-in; the answer has it, and no tokens.</summary>
    public Task<SignInAnswer> RenewAsync(CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "sign-in/renewal", (HttpContent?)null, OcipJson.Default.SignInAnswer, stop);

    /// <summary>Ends all tokens of this sign-in.</summary>
    public Task SignOutAsync(CancellationToken stop = default) => calls.PostAsync("sign-out", stop);

    /// <summary>Changes the own password, and ends all sign-ins of the account: this one too.</summary>
    public Task ChangePasswordAsync(PasswordRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "sign-in/password", request, OcipJson.Default.PasswordRequest, stop);

    /// <summary>A secret for an authenticator; in force once <see cref="ConfirmSecondFactorAsync"/> has sent a code of it.</summary>
    public Task<SecondFactorSecret> NewSecondFactorAsync(CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "sign-in/second-factor", (HttpContent?)null, OcipJson.Default.SecondFactorSecret, stop);

    public Task<RecoveryCodes> ConfirmSecondFactorAsync(SecondFactorRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, "sign-in/second-factor/confirmation", request, OcipJson.Default.SecondFactorRequest, OcipJson.Default.RecoveryCodes, stop);

    /// <summary>A password to hand over (scope admin); whoever has it must replace it.</summary>
    public Task<OneTimePassword> GivePasswordAsync(string account, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, $"admin/accounts/{Escape(account)}/password", (HttpContent?)null, OcipJson.Default.OneTimePassword, stop);

    /// <summary>Takes away a second factor that was lost (scope admin).</summary>
    public Task RemoveSecondFactorAsync(string account, CancellationToken stop = default) => calls.DeleteAsync($"admin/accounts/{Escape(account)}/second-factor", stop);

    /// <summary>The roles of an account that are in force (scope admin).</summary>
    public Task<AccountRoles> RolesAsync(string account, CancellationToken stop = default) =>
        calls.GetAsync($"admin/accounts/{Escape(account)}/roles", OcipJson.Default.AccountRoles, stop);

    /// <summary>Replaces the roles of an account (scope admin), and ends its sign-ins.</summary>
    public Task SetRolesAsync(string account, AccountRoles roles, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, $"admin/accounts/{Escape(account)}/roles", roles, OcipJson.Default.AccountRoles, stop);

    /// <summary>A page of accounts with their roles and how their people sign in, by name (scope admin).</summary>
    /// <param name="after">Name of the last one of the page before; null for the first page.</param>
    /// <param name="find">A part of the name or of the display name; null for all.</param>
    /// <param name="role">Only those that have it; null for all.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<AccountStates> AccountsAsync(string? after = null, string? find = null, string? role = null, int limit = 50, CancellationToken stop = default) =>
        calls.GetAsync($"admin/sign-ins?limit={limit}{Asked("after", after)}{Asked("find", find)}{Asked("role", role)}", OcipJson.Default.AccountStates, stop);

    /// <summary>Ends all sign-ins of an account at once (scope admin).</summary>
    public Task EndSignInsAsync(string account, CancellationToken stop = default) => calls.DeleteAsync($"admin/accounts/{Escape(account)}/sign-ins", stop);

    /// <summary>Ends the wait of an account after failures (scope admin).</summary>
    public Task UnlockAsync(string account, CancellationToken stop = default) => calls.DeleteAsync($"admin/accounts/{Escape(account)}/lock", stop);

    private static string Asked(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Escape(value)}";

    private static string Escape(string segment) => Uri.EscapeDataString(segment);
}
