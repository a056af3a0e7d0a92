using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Preservation;

/// <summary>Cases: what holds are for (spec 9.6). Opening and closing one is a record of kind hold: who else reads the archive
/// must not learn from it whose records are looked at.</summary>
internal sealed class Cases(Database database, AppendLog log, TimeProvider time)
{
    /// <summary>Opens a case.</summary>
    /// <exception cref="ProblemException">5.5.0: not well formed; 5.5.5: too many custodians.</exception>
    public async Task<CaseView> OpenAsync(Principal principal, CaseRequest request)
    {
        if (ScopeRules.IsWrong(request.Name, HoldLimits.NameOctetsMax) || ScopeRules.IsWrong(request.Matter, HoldLimits.MatterOctetsMax))
            throw new ProblemException(DecisionCodes.Malformed, $"name: 1 to {HoldLimits.NameOctetsMax} octets; matter: 1 to {HoldLimits.MatterOctetsMax}; of clean text.");
        if (request.Custodians is { Length: > HoldLimits.UsersMax })
            throw new ProblemException(DecisionCodes.TooLarge, $"A case has at most {HoldLimits.UsersMax} custodians.");
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
        var custodians = JsonSerializer.Serialize(request.Custodians ?? [], OcipJson.Default.UserIdArray);
        var content = new JsonObject { ["by"] = principal.Account, ["name"] = request.Name, ["custodians"] = JsonNode.Parse(custodians) };
        if (request.Matter is { } matter)
            content["matter"] = matter;
        await log.AppendAsync(HoldRecord.OfCase(id, "opened", content), (connection, _) => connection.Execute(
            "INSERT INTO cases(id, name, matter, custodians, author, created) VALUES (@id, @Name, @Matter, @custodians, @Account, @created)",
            new { id, request.Name, request.Matter, custodians, principal.Account, created = WireTime.Format(time.GetUtcNow()) }));
        return View(principal, id);
    }

    /// <summary>Closes a case; what it kept must have been released before.</summary>
    /// <exception cref="ProblemException">5.5.4: no such case; 5.5.2: a hold of it is placed.</exception>
    public async Task<CaseView> CloseAsync(Principal principal, string id)
    {
        if (View(principal, id).Closed is not null)
            return View(principal, id);
        if (database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM legal_holds WHERE case_id=@id AND state='placed'", new { id })) > 0)
            throw new ProblemException(DecisionCodes.TransactionConflict, "A hold of this case is placed; release it first.");
        await log.AppendAsync(HoldRecord.OfCase(id, "closed", new JsonObject { ["by"] = principal.Account }), (connection, _) =>
            connection.Execute("UPDATE cases SET closed=@closed WHERE id=@id", new { id, closed = WireTime.Format(time.GetUtcNow()) }));
        return View(principal, id);
    }

    public CaseView[] All(Principal principal) => database.Read(c => c.Query<string>("SELECT id FROM cases ORDER BY id DESC LIMIT 1000").AsList()).Select(id => View(principal, id)).ToArray();

    /// <exception cref="ProblemException">5.5.4: no such case.</exception>
    public CaseView View(Principal principal, string id)
    {
        var row = database.Read(c => c.QuerySingleOrDefault<Row>("""
            SELECT name, matter, custodians, author, created, closed,
              (SELECT count(*) FROM legal_holds h WHERE h.case_id=cases.id AND h.state='placed' AND (@all OR NOT h.confidential)) AS Holds
            FROM cases WHERE id=@id
            """, new { id, all = principal.KeepsRecords })) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such case.");
        return new CaseView
        {
            Case = TransactionId.Parse(id), Name = row.Name, Matter = row.Matter, Custodians = JsonSerializer.Deserialize(row.Custodians, OcipJson.Default.UserIdArray) ?? [],
            By = row.Author, At = row.Created, Closed = row.Closed, Holds = (int)row.Holds,
        };
    }

    /// <summary>The case's reference, if the case is there and open.</summary>
    /// <exception cref="ProblemException">5.5.4: there is no open case of this id.</exception>
    public string? MatterOf(string id)
    {
        var row = database.Read(c => c.QuerySingleOrDefault<(string? Matter, string? Closed)?>("SELECT matter, closed FROM cases WHERE id=@id", new { id }));
        return row is { Closed: null } open ? open.Matter : throw new ProblemException(DecisionCodes.NotFound, "There is no open case of this id.");
    }

    private sealed record Row(string Name, string? Matter, string Custodians, string Author, string Created, string? Closed, long Holds);
}
