using Interop.Bridges.Formatting;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Content;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Bridges.People;

/// <summary>Who is who, as the server says; remembered for a short while, since an administrator may link an account at any time.</summary>
internal sealed class UserDirectory(BridgeContext bridge)
{
    private static readonly TimeSpan ContactFreshness = TimeSpan.FromMinutes(2);
    private const int NameLengthMax = 128;
    private const int TagLengthMax = 35;
    private static readonly TimeSpan UserFreshness = TimeSpan.FromMinutes(10);

    /// <summary>The user behind an account of this network: a bridged persona, made if need be, or the employee whose account it is.</summary>
    public Task<UserView> ContactAsync(NativeUserId account, string? nativeName, CancellationToken cancellationToken) => ContactAsync(account, nativeName, null, cancellationToken);

    /// <summary>Who has done something, with the name and the language that the network says.</summary>
    public Task<UserView> SenderAsync(InboundEvent inbound, CancellationToken cancellationToken) => ContactAsync(inbound.Sender, inbound.SenderName, inbound.SenderLanguage, cancellationToken);

    private async Task<UserView> ContactAsync(NativeUserId account, string? nativeName, string? nativeLanguage, CancellationToken cancellationToken)
    {
        var (displayName, language) = (Fit(nativeName), IsTag(nativeLanguage) ? nativeLanguage : null);
        var known = bridge.Store.Read(c => UserTable.Contact(c, account, After(ContactFreshness)));
        if (known is { } contact && (displayName is null || contact.Name == displayName) && (language is null || contact.Language == language))
            return contact.User;
        var request = new ContactRequest(bridge.Network, account.Value, displayName, language);
        var user = await bridge.Api.PutContactAsync(request, cancellationToken);
        await bridge.Store.WriteAsync(
            "contact",
            c =>
            {
                UserTable.SetContact(c, request, user, bridge.Now);
                UserTable.SetUser(c, user, bridge.Now);
            },
            cancellationToken);
        return user;
    }

    public async Task<UserView> UserAsync(UserId user, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => UserTable.User(c, user, After(UserFreshness))) is { } known)
            return known;
        return await RememberAsync(await bridge.Api.GetUserAsync(user, cancellationToken), cancellationToken);
    }

    /// <summary>The user whom an address names.</summary>
    public async Task<UserView> UserAsync(GhostAddress address, CancellationToken cancellationToken) => await RememberAsync(
        address.Network == GhostAddress.Ocip
            ? await bridge.Api.GetUserAsync(address.Account, cancellationToken)
            : await bridge.Api.PutContactAsync(new ContactRequest(address.Network, address.Account), cancellationToken),
        cancellationToken);

    /// <summary>The user's account on this network, or null.</summary>
    public NativeUserId? AccountOf(UserView user) =>
        user.Accounts.FirstOrDefault(a => a.Network == bridge.Network) is { } account ? new NativeUserId(account.Account) : null;

    /// <summary>One line of clean text, not too long: a name is no place to write messages, or to fake other names' lines.</summary>
    private static string? Fit(string? name)
    {
        var line = string.Join(' ', TextRules.Clean(name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? null : line.Length <= NameLengthMax ? line : MessageParts.Split(line, NameLengthMax)[0];
    }

    /// <summary>The form of a language tag (spec 11.2): what is none would have the server refuse what was written.</summary>
    private static bool IsTag(string? language) =>
        language is { Length: > 1 and <= TagLengthMax } && char.IsAsciiLetter(language[0]) && language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private string After(TimeSpan freshness) => WireTime.Format(bridge.Time.GetUtcNow() - freshness);

    private async Task<UserView> RememberAsync(UserView user, CancellationToken cancellationToken)
    {
        await bridge.Store.WriteAsync("user", c => UserTable.SetUser(c, user, bridge.Now), cancellationToken);
        return user;
    }
}
