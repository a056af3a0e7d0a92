using Interop.Protocol.SignInApi;
using Interop.Web.Places;
using Interop.Web.Shared;

namespace Interop.Web.Pages.Accounts;

/// <summary>How an account stands, in words.</summary>
internal static class AccountWords
{
    public static (Tone Tone, string Word, string Why) StateOf(AccountState account) => account switch
    {
        { Left: not null } => (Tone.Blocked, "left", "The person has left the organisation: nobody signs in"),
        { LockedUntil: not null } => (Tone.Held, "waits", $"Too many wrong passwords: {account.Failures} in a row"),
        { Password: AccountState.None } => (Tone.Plain, "no password", "Nobody has given it a password: nobody signs in"),
        { Password: AccountState.OneTime } => (Tone.Plain, "one-time", "The given password is to be replaced at the first sign-in"),
        _ => (Tone.Ok, "active", "The password is the person's own"),
    };

    public static string Roles(AccountState account) => account.Roles.Length == 0 ? "chats" : string.Join(", ", account.Roles.Select(r => RoleNames.InWords(r.Role)));
}
