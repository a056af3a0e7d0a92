using System.Net;
using Interop.Protocol.Decisions;
using Interop.Protocol.SignInApi;
using Interop.Server.Inbound;

namespace Interop.Server.SignIn;

/// <summary>Who somebody is by a password of this server, and a second factor where one is switched on (spec 13.10).</summary>
internal sealed class LocalPasswords(Credentials credentials, Waits waits, AddressLimit addresses, TimeProvider time) : IIdentitySource
{
    public async Task<Identification> IdentifyAsync(SignInRequest request, IPAddress? address)
    {
        var credential = request.Password.Length <= SignInLimits.PasswordLengthMax ? credentials.Find(request.Account) : null;
        RefuseEarly(credential, request.Account, address);
        if (!await credentials.VerifyAsync(credential, request.Password, () => credentials.Find(request.Account) is { } now && WaitOf(now) is null)
            || Credentials.IsExpired(credential!, time.GetUtcNow()))
            throw await RefusedAsync(credential, request.Account, address);
        var factor = "password";
        if (credential!.SecondOn)
        {
            if (string.IsNullOrWhiteSpace(request.Code))
                return new Identification(credential.AccountId, credential.Account, SignInAnswer.CodeRequired, factor, true);
            factor = await FactorOfAsync(credential, request.Code.Trim()) ?? throw await RefusedAsync(credential, request.Account, address);
        }
        await credentials.SucceedAsync(credential);
        var next = credential.OneTime is null ? SignInAnswer.SignedIn : SignInAnswer.PasswordRequired;
        return new Identification(credential.AccountId, credential.Account, next, factor, credential.SecondOn);
    }

    private async Task<string?> FactorOfAsync(Credential credential, string code) =>
        await credentials.TakeCodeAsync(credential, code) ? "code" : await credentials.TakeRecoveryCodeAsync(credential, code) ? "recoveryCode" : null;

    /// <summary>Before anything is hashed, and the same whether there is such an account or not.</summary>
    private void RefuseEarly(Credential? credential, string account, IPAddress? address)
    {
        if (addresses.IsOver(address))
            throw new ProblemException(DecisionCodes.QueueLimit, "Too many failed sign-ins from this address. Wait a minute.");
        if ((credential is null ? waits.OfUnknown(account) : WaitOf(credential)) is { } until)
            throw new ProblemException(DecisionCodes.QueueLimit, $"Too many failed sign-ins. Try again in {Math.Ceiling((until - time.GetUtcNow()).TotalSeconds)} seconds.");
    }

    private DateTimeOffset? WaitOf(Credential credential) =>
        DateTimeOffset.FromUnixTimeMilliseconds(credential.LockedUntil) is var until && until > time.GetUtcNow() ? until : null;

    private async Task<ProblemException> RefusedAsync(Credential? credential, string account, IPAddress? address)
    {
        addresses.Fail(address);
        if (credential is null)
            waits.FailUnknown(account);
        else
            await credentials.FailAsync(credential);
        return new ProblemException(DecisionCodes.Unauthenticated, "Account, password or code is wrong.");
    }
}
