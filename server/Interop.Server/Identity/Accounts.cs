using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Delivery;
using Interop.Server.Inbound;
using Interop.Server.Personal;
using Interop.Server.Rooms;
using Interop.Server.Scheduling;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Identity;

/// <summary>The organisation's people and services, their personas, tokens and links, and the bridges.</summary>
internal sealed class Accounts(Database database, AppendLog log, UserDirectory users, RoomDirectory rooms, Tokens tokens, PersonalMailboxes personal, TimeProvider time)
{
    private const int NameLengthMax = 128;

    public async Task<AccountView> CreateAsync(Principal principal, AccountRequest request)
    {
        if (request.Account.Length is 0 or > NameLengthMax || request.DisplayName.Length is 0 or > NameLengthMax || TextRules.IndexOfRefused(request.Account) >= 0 || TextRules.IndexOfRefused(request.DisplayName) >= 0 || request.Account.StartsWith("bridge:", StringComparison.Ordinal))
            throw new ProblemException(DecisionCodes.Malformed, $"account and displayName have 1 to {NameLengthMax} characters; accounts that start with bridge: are bridges.");
        if (request.Personas.Length is 0 or > 8)
            throw new ProblemException(DecisionCodes.Malformed, "An account has 1 to 8 personas.");
        foreach (var persona in request.Personas)
        {
            if (persona.Kind is not (User.Work or User.Personal or User.Service))
                throw new ProblemException(DecisionCodes.Malformed, "A persona's kind is work, personal or service.");
            if (!UserId.TryParse($"ocip://{users.Provider.Value}/u/{persona.User}", out _))
                throw new ProblemException(DecisionCodes.Malformed, $"'{persona.User}' cannot be the local part of a user id: lower-case letters, digits and - . _ ~ = +, at most 128 octets.");
        }
        var created = WireTime.Format(time.GetUtcNow());
        try
        {
            await log.AppendAsync(
                new LogRecord(LogRecord.Link, new JsonObject { ["users"] = new JsonArray([.. request.Personas.Select(p => (JsonNode)UserId.Of(users.Provider, p.User).Value)]) },
                    new JsonObject { ["account"] = request.Account, ["displayName"] = request.DisplayName, ["by"] = principal.Account }),
                (connection, _) => Insert(connection, request, created));
        }
        catch (SqliteException taken) when (taken.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            throw new ProblemException(DecisionCodes.TransactionConflict, "The account, or one of the user names, is taken.");
        }
        return View(request.Account) ?? throw new ProblemException(DecisionCodes.TransactionConflict, "The account, or one of the user names, is taken.");
    }

    public AccountView[] All() => [.. database.Read(c => c.Query<string>("SELECT name FROM accounts ORDER BY name").AsList()).Select(name => View(name)!)];

    public async Task<TokenCreated> TokenAsync(Principal principal, string account, TokenRequest request)
    {
        if (View(account) is not { } view)
            throw new ProblemException(DecisionCodes.NotFound, $"There is no account {account} here.");
        if (view.Left is not null)
            throw new ProblemException(DecisionCodes.BlockedPolicy, $"{account} has left; the account has no tokens any more.");
        if (request.Scopes.Length == 0 || request.Scopes.Any(s => s is not (Principal.Admin or Principal.Client or Principal.Archive) && !Roles.All.Contains(s)))
            throw new ProblemException(DecisionCodes.Malformed, $"scopes: one or more of admin, client, archive, {string.Join(", ", Roles.All)}.");
        if (request.Scopes.Contains(Principal.Archive) && request.Scopes.Any(Roles.All.Contains))
            throw new ProblemException(DecisionCodes.Malformed, "scopes: archive is for machines, whose reading is not archived; an officer's token cannot have it too.");
        if (request.Scopes.Contains(Principal.Client) != request.User is not null)
            throw new ProblemException(DecisionCodes.Malformed, "A client token names the persona that it speaks for; others name none.");
        if (request.User is { } user && view.Personas.All(p => p.User != user))
            throw new ProblemException(DecisionCodes.NotFound, $"{user.Short} is no persona of {account}.");
        if (request.ExpiresAt is not null && !WireTime.TryParse(request.ExpiresAt, out _))
            throw new ProblemException(DecisionCodes.Malformed, "expiresAt: a time of the form 2026-01-31T09:30:00.000Z is expected.");
        return await tokens.CreateAsync(principal.Account, new NewToken(account, request.Scopes) { User = request.User is { } id ? users.Find(id) : null, Label = request.Label, Expires = request.ExpiresAt });
    }

    /// <summary>
    /// Somebody leaves the organisation (spec 10.14): the tokens end at once and no new ones are made, what was to be sent later is not sent. What is
    /// archived stays, and so does what is held.
    /// </summary>
    public async Task LeaveAsync(Principal principal, string account)
    {
        if (View(account) is not { } view)
            throw new ProblemException(DecisionCodes.NotFound, $"There is no account {account} here.");
        if (view.Left is not null)
            return;
        if (principal.Account == account)
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Nobody ends the own account; another administrator does.");
        var now = WireTime.Format(time.GetUtcNow());
        await log.AppendAsync(
            new LogRecord(LogRecord.Link, new JsonObject { ["left"] = true, ["users"] = new JsonArray([.. view.Personas.Select(p => (JsonNode)p.User.Value)]) },
                new JsonObject { ["account"] = account, ["by"] = principal.Account }),
            (connection, _) =>
            {
                connection.Execute("UPDATE accounts SET disabled=@now WHERE name=@account", new { account, now });
                connection.Execute("UPDATE tokens SET revoked=@now WHERE account=@account AND revoked IS NULL", new { account, now });
                foreach (var persona in view.Personas)
                    SendLater.Cancel(connection, users.Find(persona.User)!.Id);
            });
        tokens.Forget(account);
        foreach (var persona in view.Personas)
            personal.Forget(users.Find(persona.User)!);
    }

    /// <summary>Registers a network's bridge, or makes another token for it. A crash in between: the bridge is registered, and asking again makes the token.</summary>
    public async Task<TokenCreated> BridgeAsync(Principal principal, string network)
    {
        if (network.Length is 0 or > 32 || !char.IsAsciiLetterLower(network[0]) || network.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            throw new ProblemException(DecisionCodes.Malformed, "A network's name is a lower-case word such as matrix or xmpp.");
        if (!IsBridged(network))
        {
            await log.AppendAsync(
                new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = "bridge", ["network"] = network, ["state"] = "registered" }, new JsonObject { ["by"] = principal.Account }),
                (c, _) => c.Execute("INSERT INTO bridges(network) VALUES (@network) ON CONFLICT DO NOTHING", new { network }));
        }
        return await tokens.CreateAsync(principal.Account, new NewToken($"bridge:{network}", [Principal.Bridge]) { Network = network });
    }

    /// <summary>Links an employee's own account on a network, or (null) takes the link away.</summary>
    public async Task LinkAsync(Principal principal, User user, string network, string? account)
    {
        if (user.Kind != User.Work)
            throw new ProblemException(DecisionCodes.PersonaConflict, "Accounts are linked to work personas.");
        if (account is { Length: 0 or > Contacts.AccountLengthMax } || account?.Any(char.IsControl) == true)
            throw new ProblemException(DecisionCodes.Malformed, $"account: 1 to {Contacts.AccountLengthMax} characters.");
        var other = account is null ? null : users.FindContact(network, account);
        if (other is not null && other != user)
            throw new ProblemException(DecisionCodes.TransactionConflict, $"This account belongs to {other.UserId.Short} already.");
        await log.AppendAsync(
            new LogRecord(LogRecord.Link, new JsonObject { ["network"] = network, ["user"] = user.UserId.Value }, new JsonObject { ["account"] = account, ["by"] = principal.Account }),
            (connection, _) =>
            {
                connection.Execute("DELETE FROM contacts WHERE user_id=@id AND network=@network", new { id = user.Id, network });
                if (account is not null)
                    connection.Execute("INSERT INTO contacts(network, account, user_id) VALUES (@network, @account, @id)", new { network, account, id = user.Id });
            });
        users.Refresh(user.Id);
        rooms.AccountsChanged(user);
    }

    public async Task RequestPortalAsync(Principal principal, string network, Room room, PortalRequest request)
    {
        if (!IsBridged(network))
            throw new ProblemException(DecisionCodes.NotFound, $"No bridge to {network} is registered here.");
        var json = JsonSerializer.Serialize(request, OcipJson.Default.PortalRequest);
        await log.AppendAsync(
            new LogRecord(LogRecord.Portal, new JsonObject { ["network"] = network, ["portal"] = "requested", ["room"] = room.RoomId.Value },
                new JsonObject { ["by"] = principal.Account, ["nativeRoom"] = request.NativeRoom }) { RoomRow = room.Id },
            (connection, leaf) => connection.Execute("INSERT INTO network_items(network, leaf, portal) VALUES (@network, @leaf, @json)", new { network, leaf, json }),
            (leaf, batch) => batch.Deliveries.Add(new PortalDelivery(leaf, network, request)));
    }

    private bool IsBridged(string network) => database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM bridges WHERE network=@network", new { network })) > 0;

    private static void Insert(SqliteConnection connection, AccountRequest request, string created)
    {
        connection.Execute("INSERT INTO accounts(name, display_name, created) VALUES (@Account, @DisplayName, @created)", new { request.Account, request.DisplayName, created });
        var account = connection.ExecuteScalar<long>("SELECT last_insert_rowid()");
        foreach (var persona in request.Personas)
        {
            connection.Execute("INSERT INTO users(local, kind, account_id, display_name, created) VALUES (@User, @Kind, @account, @name, @created)",
                new { persona.User, persona.Kind, account, name = persona.DisplayName ?? request.DisplayName, created });
        }
    }

    private AccountView? View(string name)
    {
        var row = database.Read(c => c.QuerySingleOrDefault<(long Id, string DisplayName, string? Left)?>("SELECT id, display_name, disabled FROM accounts WHERE name=@name", new { name }));
        if (row is not { } found)
            return null;
        var personas = database.Read(c => c.Query<long>("SELECT id FROM users WHERE account_id=@id ORDER BY id", new { id = found.Id }).AsList()).Select(users.Get);
        return new AccountView(name, found.DisplayName, [.. personas.Select(p => new PersonaView(p.UserId, p.Kind, p.DisplayName, p.Accounts))], found.Left);
    }
}
