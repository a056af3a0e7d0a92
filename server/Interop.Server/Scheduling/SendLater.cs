using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Scheduling;

/// <summary>
/// What people want sent later (spec 10.11): theirs alone until its time, encrypted where it waits, archived when it is sent. A row has the
/// transaction id under which it will be submitted, so that a crash between sending and taking the row away sends nothing twice.
/// </summary>
internal sealed class SendLater(Database database, AppendLog log, RoomDirectory rooms, TimeProvider time) : IDisposable
{
    /// <summary>What one person may have waiting.</summary>
    public const int WaitingMax = 200;

    /// <summary>How far ahead.</summary>
    public const int AheadDaysMax = 366;

    private readonly SemaphoreSlim changed = new(0);

    public void Dispose() => changed.Dispose();

    public async Task<SendLaterView> AddAsync(User user, SendLaterRequest request)
    {
        Check(user, request);
        if (database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM scheduled WHERE user_id=@id", new { id = user.Id })) >= WaitingMax)
            throw new ProblemException(DecisionCodes.QueueLimit, $"At most {WaitingMax} events wait to be sent for one person.");
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
        await log.WriteAsync(connection => connection.Execute("INSERT INTO scheduled(id, user_id, room, send_at, txn, draft) VALUES (@id, @user, @room, @at, @txn, @draft)",
            Row(connection, id, user, request)));
        changed.Release();
        return new SendLaterView(id, request.SendAt, request.Event.Room, request.Event);
    }

    /// <summary>Puts another time or another event in its place.</summary>
    /// <exception cref="ProblemException">5.5.4 when it is not there any more: it may have been sent in this moment.</exception>
    public async Task<SendLaterView> ChangeAsync(User user, string id, SendLaterRequest request)
    {
        Check(user, request);
        if (await log.WriteAsync(connection => connection.Execute(
            "UPDATE scheduled SET room=@room, send_at=@at, txn=@txn, draft=@draft WHERE id=@id AND user_id=@user AND draft IS NOT NULL AND send_at>@now", Row(connection, id, user, request))) == 0)
            throw NotFound();
        changed.Release();
        return new SendLaterView(id, request.SendAt, request.Event.Room, request.Event);
    }

    /// <summary>Takes it away: nobody ever gets it, and it is in no archive.</summary>
    public async Task CancelAsync(User user, string id)
    {
        var now = WireTime.Format(time.GetUtcNow());
        if (await log.WriteAsync(connection => connection.Execute("DELETE FROM scheduled WHERE id=@id AND user_id=@user AND (draft IS NULL OR send_at>@now)", new { id, user = user.Id, now })) == 0)
            throw NotFound();
    }

    public SendLaterList List(User user, string? after, int limit)
    {
        var rows = database.Read(c => c.Query<ScheduledRow>("""
            SELECT id, user_id AS UserRow, room, send_at AS SendAt, txn, opened(draft) AS Draft, code, detail FROM scheduled WHERE user_id=@user AND id>@after ORDER BY id LIMIT @limit
            """, new { user = user.Id, after = after ?? "", limit = limit + 1 }).AsList());
        return new SendLaterList([.. rows.Take(limit).Select(View)], rows.Count > limit ? rows[limit - 1].Id : null);
    }

    /// <summary>What is to be sent by now, the earliest first.</summary>
    public IReadOnlyList<ScheduledRow> Due(int limit) => database.Read(c => c.Query<ScheduledRow>("""
        SELECT id, user_id AS UserRow, room, send_at AS SendAt, txn, opened(draft) AS Draft FROM scheduled WHERE draft IS NOT NULL AND send_at<=@now ORDER BY send_at, id LIMIT @limit
        """, new { now = WireTime.Format(time.GetUtcNow()), limit }).AsList());

    /// <summary>It was sent.</summary>
    public Task DoneAsync(string id) => log.WriteAsync(connection => connection.Execute("DELETE FROM scheduled WHERE id=@id", new { id }));

    /// <summary>It was refused for good: the archive has what it keeps of a refusal, its sender sees why here.</summary>
    public Task RefusedAsync(string id, SubmitResult result) => log.WriteAsync(connection =>
        connection.Execute("UPDATE scheduled SET draft=NULL, code=@Code, detail=@Detail WHERE id=@id", new { id, result.Code, result.Detail }));

    /// <summary>What somebody who leaves has waiting is not sent.</summary>
    public static int Cancel(SqliteConnection connection, long user) => connection.Execute("DELETE FROM scheduled WHERE user_id=@user", new { user });

    /// <summary>Returns when something may be due.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var next = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT min(send_at) FROM scheduled WHERE draft IS NOT NULL"));
        var wait = next is null ? TimeSpan.FromSeconds(30) : WireTime.Parse(next) - time.GetUtcNow();
        // Looked at every few seconds at the latest, so that a clock that was set is noticed.
        await changed.WaitAsync(TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds + 1, 20, 2_000)), cancellationToken);
    }

    private void Check(User user, SendLaterRequest request)
    {
        var now = time.GetUtcNow();
        if (!WireTime.TryParse(request.SendAt, out var at) || at <= now || at > now.AddDays(AheadDaysMax))
            throw new ProblemException(DecisionCodes.Malformed, $"sendAt: a time of the form 2026-01-31T09:30:00.000Z is expected, from now to {AheadDaysMax} days ahead.");
        var draft = request.Event;
        if (draft.Type is not (EventTypes.Message or EventTypes.Edit or EventTypes.Reaction or EventTypes.Retract) || draft.Created is not null || draft.Sender is not null || draft.Provenance is not null)
            throw new ProblemException(DecisionCodes.Malformed, "Messages, edits, reactions and retractions are sent later, without created, sender and provenance.");
        if (EventValidator.CheckDraft(draft, now) is { } fault)
            throw new ProblemException(fault.Code, fault.Detail);
        if (user.Kind == User.Personal)
            throw new ProblemException(DecisionCodes.PersonaConflict, "Nothing of a personal persona is kept here, so nothing of it can wait.");
        if (rooms.Find(draft.Room)?.Find(user) is null)
            throw new ProblemException(DecisionCodes.NotFound, "There is no such room here.");
    }

    private object Row(SqliteConnection connection, string id, User user, SendLaterRequest request) => new
    {
        id, user = user.Id, room = request.Event.Room.Value, at = request.SendAt, now = WireTime.Format(time.GetUtcNow()),
        txn = Guid.CreateVersion7(WireTime.Parse(request.SendAt)).ToByteArray(bigEndian: true),
        draft = database.Vault.Encrypt(connection, JsonSerializer.SerializeToUtf8Bytes(request.Event, OcipJson.Default.EventDraft),
            new KeyGroup(KeyGroup.DefaultClass, KeyGroup.PeriodOf(time.GetUtcNow()), user.Id)),
    };

    private static SendLaterView View(ScheduledRow row) => new(row.Id, row.SendAt, RoomId.Parse(row.Room), row.Event, row.Code, row.Detail);

    private static ProblemException NotFound() => new(DecisionCodes.NotFound, "There is nothing of this id that waits to be sent.");
}
