using System.Collections.Concurrent;
using Dapper;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Hours;
using Interop.Server.Compliance.Policies;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Identity;

/// <summary>The organisation's users, their outside contacts, and the users of other providers that are met in rooms: one <see cref="User"/> object each, read when first needed.</summary>
internal sealed class UserDirectory(ServerOptions options, Database database, HoursBook hours)
{
    private readonly ConcurrentDictionary<long, User> byRow = new();
    private readonly ConcurrentDictionary<UserId, long> rows = new();

    public ProviderName Provider => options.Provider;

    public User Get(long row) =>
        byRow.TryGetValue(row, out var user) ? user : database.Read(c => Load(c, row)) ?? throw new InvalidOperationException($"user row {row} is missing");

    public User? Find(UserId id)
    {
        if (rows.TryGetValue(id, out var row))
            return Get(row);
        var local = id.Provider == options.Provider ? id.Local : id.Value;
        var found = database.Read(c => c.QuerySingleOrDefault<long?>("SELECT id FROM users WHERE local=@local", new { local }));
        return found is { } known ? Get(known) : null;
    }

    public User? FindLocal(string local) => UserId.TryParse($"ocip://{options.Provider.Value}/u/{local}", out var id) ? Find(id) : null;

    /// <summary>The user behind an account of a network.</summary>
    public User? FindContact(string network, string account)
    {
        var row = database.Read(c =>
            c.QuerySingleOrDefault<long?>("SELECT user_id FROM contacts WHERE network=@network AND account=@account", new { network, account }));
        return row is { } known ? Get(known) : null;
    }

    /// <summary>Those who were needed in this process.</summary>
    public IEnumerable<User> Known() => byRow.Values;

    /// <summary>Reads a user again after a commit changed it; the object stays the same, so that rooms see the change.</summary>
    public User Refresh(long row) => database.Read(c => Load(c, row))!;

    private User? Load(SqliteConnection connection, long id)
    {
        var row = connection.QuerySingleOrDefault<Row>(
            "SELECT id, local, kind, display_name AS DisplayName, notice_version AS NoticeVersion, language FROM users WHERE id=@id", new { id });
        if (row is null)
            return null;
        var isOurs = !UserId.TryParse(row.Local, out var foreign);
        var user = byRow.GetOrAdd(id, _ => new User(id, isOurs ? UserId.Of(options.Provider, row.Local) : foreign, row.Kind, isOurs) { DisplayName = row.DisplayName });
        (user.DisplayName, user.Language) = (row.DisplayName, row.Language);
        if (!isOurs || row.Kind == User.Bridged)
            user.Person.Disclosures = [.. connection.Query<DisclosureState>("SELECT policy, language, digest, answer FROM disclosures WHERE user_id=@id", new { id })];
        user.Person.NoticeVersion = row.NoticeVersion;
        user.Accounts = [.. connection.Query<NetworkAccount>("SELECT network, account FROM contacts WHERE user_id=@id ORDER BY network, account", new { id })];
        user.Person.Calendar = isOurs && row.Kind == User.Work ? hours.Of(id).Calendar : null;
        rows[user.UserId] = id;
        return user;
    }

    private sealed record Row(long Id, string Local, string Kind, string DisplayName, string? NoticeVersion, string? Language);
}
