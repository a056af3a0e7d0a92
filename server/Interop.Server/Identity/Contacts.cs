using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Identity;

/// <summary>
/// Accounts of networks and the users behind them. An outsider gets a bridged persona under a pseudonym: a foreign address is
/// personal data and has no place in identifiers that cannot be erased.
/// </summary>
internal sealed class Contacts(ServerOptions options, UserDirectory users, AppendLog log, Database database, TimeProvider time)
{
    public const int AccountLengthMax = 512;
    public const int DisplayNameLengthMax = 256;

    public static UserView View(User user) => new()
    {
        User = user.UserId, DisplayName = user.DisplayName, Persona = user.Kind, Accounts = user.Accounts, NoticeVersion = user.Person.NoticeVersion, Foreign = user.IsOurs ? null : true,
    };

    /// <param name="bridge">The network of the bridge that asks.</param>
    /// <param name="request">On its own network it may create and rename; on another one it may address whom that network's bridge can reach.</param>
    public async Task<User> FindOrCreateAsync(string bridge, ContactRequest request)
    {
        if (request.Account.Length is 0 or > AccountLengthMax || request.DisplayName is { Length: > DisplayNameLengthMax }
            || TextRules.IndexOfRefused(request.Account) >= 0 || TextRules.IndexOfRefused(request.DisplayName) >= 0 || (request.Language is { } tag && !LanguageLookup.IsTag(tag)))
            throw new ProblemException(DecisionCodes.Malformed, $"account: 1 to {AccountLengthMax} characters; displayName: at most {DisplayNameLengthMax}; of those that text may have. language: a tag such as en or pt-BR.");
        if (request.Network != bridge && !IsBridged(request.Network))
            throw new ProblemException(DecisionCodes.NotFound, $"No bridge to {request.Network} is registered here.");
        var user = users.FindContact(request.Network, request.Account);
        if (user is null)
            return await CreateAsync(request);
        var renamed = request.Network == bridge && user.Kind == User.Bridged && request.DisplayName is not null && request.DisplayName != user.DisplayName;
        if (renamed)
        {
            await log.AppendAsync(
                new LogRecord(LogRecord.Link, new JsonObject { ["network"] = request.Network, ["user"] = user.UserId.Value }, new JsonObject { ["account"] = request.Account, ["displayName"] = request.DisplayName }),
                (c, _) => c.Execute("UPDATE users SET display_name=@name WHERE id=@id", new { name = request.DisplayName, id = user.Id }));
            users.Refresh(user.Id);
        }
        if (request.Network == bridge && user.Kind == User.Bridged && request.Language is { } language && language != user.Language)
        {
            await log.WriteAsync(c => c.Execute("UPDATE users SET language=@language WHERE id=@id", new { language, id = user.Id }));
            users.Refresh(user.Id);
        }
        return user;
    }

    private bool IsBridged(string network) =>
        database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM bridges WHERE network=@network", new { network })) > 0;

    private async Task<User> CreateAsync(ContactRequest request)
    {
        // 80 random bits in lower-case letters and digits: nothing of the account can be read off or guessed from it.
        var pseudonym = $"{request.Network}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10))}";
        var name = request.DisplayName ?? request.Account;
        await log.AppendAsync(
            new LogRecord(LogRecord.Link, new JsonObject { ["network"] = request.Network, ["user"] = $"ocip://{options.Provider}/u/{pseudonym}" },
                new JsonObject { ["account"] = request.Account, ["displayName"] = name }),
            (connection, _) =>
            {
                var known = connection.ExecuteScalar<long>("SELECT count(*) FROM contacts WHERE network=@Network AND account=@Account", new { request.Network, request.Account });
                if (known > 0)
                    return; // somebody else has just created it; the record says that a second pseudonym was never used
                connection.Execute("INSERT INTO users(local, kind, display_name, network, language, created) VALUES (@pseudonym, 'bridged', @name, @Network, @Language, @created)",
                    new { pseudonym, name, request.Network, request.Language, created = WireTime.Format(time.GetUtcNow()) });
                connection.Execute("INSERT INTO contacts(network, account, user_id) VALUES (@Network, @Account, last_insert_rowid())", new { request.Network, request.Account });
            });
        return users.FindContact(request.Network, request.Account)!;
    }
}
