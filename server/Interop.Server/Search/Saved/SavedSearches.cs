using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Saved;

/// <summary>
/// Searches that officers keep, for themselves or for roles (spec 8.14). A change and its record are one transaction: after a crash there are both or neither. Who
/// opens a search asks it with the own rights; it finds nothing more for being somebody else's.
/// </summary>
internal sealed class SavedSearches(Database database, AccessLog access, SavedSearchRules rules, TimeProvider time)
{
    /// <summary>Of one officer.</summary>
    private const int EachMax = 100;

    /// <summary>Of a list: shared ones beside the own.</summary>
    private const int ListMax = 1_000;

    /// <summary>Of the keys: retention ends records, and no search that is kept.</summary>
    private const string KeyClass = "saved-searches";

    public SavedSearchList List(Principal reader) => new([.. database.Read(c => c.Query<byte[]>($"""
        SELECT opened(said) FROM saved_searches WHERE account=@Account OR EXISTS (SELECT 1 FROM json_each(roles) WHERE value IN @Scopes) ORDER BY account<>@Account, id LIMIT {ListMax}
        """, new { reader.Account, reader.Scopes }).AsList()).Select(Parse).OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase).ThenBy(s => s.Search.Value, StringComparer.Ordinal)]);

    /// <exception cref="ProblemException">5.5.0: the request is wrong; 5.5.5: the officer keeps too many.</exception>
    public async Task<SavedSearch> AddAsync(Principal officer, SavedSearchRequest request)
    {
        if (database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM saved_searches WHERE account=@Account", new { officer.Account })) >= EachMax)
            throw new ProblemException(DecisionCodes.TooLarge, $"An officer keeps at most {EachMax} searches.");
        return await PutAsync(officer, TransactionId.Create(time), request);
    }

    /// <exception cref="ProblemException">5.5.0: the request is wrong; 5.1.0: it is somebody else's; 5.5.4: there is none that the officer has.</exception>
    public Task<SavedSearch> ChangeAsync(Principal officer, string id, SavedSearchRequest request) => PutAsync(officer, Own(officer, id).Search, request);

    /// <exception cref="ProblemException">5.1.0: it is somebody else's; 5.5.4: there is none that the officer has.</exception>
    public async Task RemoveAsync(Principal officer, string id)
    {
        var search = Own(officer, id);
        await access.NoteAsync(officer, AccessLog.SearchRemoved, Content(search), (c, _) => c.Execute("DELETE FROM saved_searches WHERE id=@id", new { id = search.Search.Value }));
    }

    private async Task<SavedSearch> PutAsync(Principal officer, TransactionId id, SavedSearchRequest request)
    {
        var asked = rules.Check(officer, request);
        var search = new SavedSearch(id, asked.Name, asked.Query, officer.Account, WireTime.Format(time.GetUtcNow()), asked.Roles);
        await access.NoteAsync(officer, AccessLog.SearchSaved, Content(search), (c, _) => Write(c, search));
        return search;
    }

    private void Write(SqliteConnection connection, SavedSearch search) => connection.Execute("""
        INSERT INTO saved_searches(id, account, roles, said) VALUES (@id, @By, @roles, @said) ON CONFLICT (id) DO UPDATE SET roles=excluded.roles, said=excluded.said
        """, new
    {
        id = search.Search.Value, search.By, roles = JsonSerializer.Serialize(search.Roles ?? [], StoreJson.Default.StringArray),
        said = database.Vault.Encrypt(connection, JsonSerializer.SerializeToUtf8Bytes(search, OcipJson.Default.SavedSearch), new KeyGroup(KeyClass, KeyGroup.PeriodOf(time.GetUtcNow()), 0)),
    });

    private SavedSearch Own(Principal officer, string id)
    {
        var found = List(officer).Searches.FirstOrDefault(s => s.Search.Value == id) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such search.");
        return found.By == officer.Account ? found : throw new ProblemException(DecisionCodes.BlockedPolicy, $"It is kept by {found.By}, who alone may change it.");
    }

    private static JsonObject Content(SavedSearch search) => new()
    {
        ["search"] = search.Search.Value, ["name"] = search.Name, ["query"] = search.Query, ["roles"] = new JsonArray([.. (search.Roles ?? []).Select(r => (JsonNode)r)]),
    };

    private static SavedSearch Parse(byte[] said) => JsonSerializer.Deserialize(said, OcipJson.Default.SavedSearch)!;
}
