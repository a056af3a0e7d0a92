using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Peers;
using Interop.Server.Storage;

namespace Interop.Server.Identity;

/// <summary>
/// Consent between two people of two organisations to be written to (spec 10). Asked for where an agreement says so; each step is a
/// record of the archive.
/// </summary>
internal sealed class Consents(Database database, AppendLog log, Agreements agreements, TimeProvider time)
{
    public const string Granted = "granted";
    public const string Required = "required";
    public const string NotNeeded = "notNeeded";
    public const int TextOctetsMax = 1024;

    /// <summary>What somebody of another organisation needs before writing to a user of ours.</summary>
    public string Of(ProviderName peer, string? requester, User user)
    {
        if (!agreements.RequiresConsent(peer))
            return NotNeeded;
        if (requester is null)
            return Required;
        return database.Read(c => c.ExecuteScalar<long>("""
            SELECT EXISTS (SELECT 1 FROM consents WHERE requester=@requester AND target=@target AND state='grant')
              OR EXISTS (SELECT 1 FROM participants p JOIN participants q ON q.room_id=p.room_id JOIN users u ON u.id=q.user_id
                         WHERE p.user_id=@user AND p.left_seq IS NULL AND q.left_seq IS NULL AND u.local=@requester)
            """, new { requester, target = user.UserId.Value, user = user.Id })) > 0 ? Granted : Required;
    }

    /// <summary>A step that somebody takes: recorded, when it may follow on what stands.</summary>
    /// <exception cref="ProblemException">5.5.0: it does not; 5.5.4: no such user.</exception>
    public async Task TakeAsync(ConsentMessage step)
    {
        if (Check(step) == step.Operation)
            return;
        var fields = new JsonObject { ["operation"] = step.Operation, ["requester"] = step.Requester.Value, ["target"] = step.Target.Value };
        var said = step.Text is null ? null : new JsonObject { ["text"] = step.Text, ["language"] = step.Language };
        await log.AppendAsync(new LogRecord(LogRecord.Consent, fields, said), (connection, leaf) => connection.Execute("""
            INSERT INTO consents(requester, target, state, said, at) VALUES (@requester, @target, @state, @said, @at)
            ON CONFLICT (requester, target) DO UPDATE SET state=excluded.state, said=coalesce(excluded.said, said), at=excluded.at
            """,
            new { requester = step.Requester.Value, target = step.Target.Value, state = step.Operation, said = said is null ? null : (long?)leaf, at = WireTime.Format(time.GetUtcNow()) }));
    }

    /// <summary>Whether the step may be taken; answers the step before it.</summary>
    /// <exception cref="ProblemException">5.5.0: it may not follow on what stands.</exception>
    public string? Check(ConsentMessage step)
    {
        var state = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT state FROM consents WHERE requester=@requester AND target=@target",
            new { requester = step.Requester.Value, target = step.Target.Value }));
        if (!MayFollow(state, step.Operation))
            throw new ProblemException(DecisionCodes.Malformed, $"{step.Operation} cannot follow {state ?? "nothing"}.");
        if (step.Text is not null && (System.Text.Encoding.UTF8.GetByteCount(step.Text) > TextOctetsMax || Protocol.Content.TextRules.IndexOfRefused(step.Text) >= 0))
            throw new ProblemException(DecisionCodes.Malformed, $"text: at most {TextOctetsMax} octets of clean text.");
        return state;
    }

    /// <summary>What a user has asked for or is asked for.</summary>
    public ConsentMessage[] For(User user) => database.Read(c => c.Query<(string Requester, string Target, string State, string? Text, string? Language, string At)>(
            """
            SELECT c.requester, c.target, c.state, json_extract(s.content, '$.text'), json_extract(s.content, '$.language'), c.at
            FROM consents c LEFT JOIN (SELECT leaf, json_extract(CAST(opened(body) AS TEXT), '$.content') AS content FROM records) s ON s.leaf=c.said
            WHERE c.requester=@id OR c.target=@id ORDER BY c.at DESC LIMIT 500
            """, new { id = user.UserId.Value })
        .Select(r => new ConsentMessage { Requester = UserId.Parse(r.Requester), Target = UserId.Parse(r.Target), Operation = r.State, Text = r.Text, Language = r.Language, At = r.At }).ToArray());

    private static bool MayFollow(string? state, string operation) => operation switch
    {
        ConsentMessage.Request => state is null or ConsentMessage.Request or ConsentMessage.Cancel or ConsentMessage.Revoke,
        ConsentMessage.Cancel => state is ConsentMessage.Request or ConsentMessage.Cancel,
        ConsentMessage.Grant => state is ConsentMessage.Request or ConsentMessage.Grant,
        ConsentMessage.Revoke => state is ConsentMessage.Request or ConsentMessage.Grant or ConsentMessage.Revoke,
        _ => false,
    };
}
