using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>The statements that run once per event, prepared once.</summary>
internal sealed class HotStatements(SqliteConnection connection) : IDisposable
{
    public Statement Begin { get; } = new(connection, "BEGIN IMMEDIATE");

    public Statement Commit { get; } = new(connection, "COMMIT");

    public Statement InsertRecord { get; } = new(connection,
        "INSERT INTO records(leaf, kind, room_id, seq, sender, record, body, exceptions, kept_in) VALUES (?,?,?,?,?,?,?,?,?)");

    public Statement InsertEventIndex { get; } = new(connection, "INSERT INTO event_index(prefix, leaf) VALUES (?,?) ON CONFLICT DO NOTHING");

    public Statement InsertSubmitted { get; } = new(connection,
        "INSERT INTO submitted(sender, txn, n, digest, leaf) VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING");

    public Statement InsertNative { get; } = new(connection,
        "INSERT INTO native_events(network, key, leaf) VALUES (?,?,?) ON CONFLICT DO NOTHING");

    public Statement InsertHold { get; } = new(connection,
        "INSERT INTO holds(leaf, user_id, room_id, reason) VALUES (?,?,?,?)");

    public Statement UpdateHold { get; } = new(connection, "UPDATE holds SET reason=? WHERE leaf=? AND user_id=?");

    public Statement DeleteHold { get; } = new(connection, "DELETE FROM holds WHERE leaf=? AND user_id=?");

    public Statement InsertReleaseItem { get; } = new(connection, "INSERT INTO personal_items(user_id, leaf, kind, target) VALUES (?,?,'release',?)");

    public Statement InsertStatusItem { get; } = new(connection, "INSERT INTO personal_items(user_id, leaf, kind) VALUES (?,?,'status') ON CONFLICT DO NOTHING");

    public Statement UpdateRoomHead { get; } = new(connection, "UPDATE rooms SET head_seq=?, head_hash=?, head_leaf=? WHERE id=?");

    public Statement InsertBatch { get; } = new(connection,
        "INSERT INTO batches(first, count, events, receipts, hashes) VALUES (?,?,?,?,?)");

    public Statement InsertOutbox { get; } = new(connection, "INSERT INTO outbox(peer, leaf, lane, room_id) VALUES (?,?,?,?) ON CONFLICT DO NOTHING");

    public Statement DeleteOutbox { get; } = new(connection, "DELETE FROM outbox WHERE peer=? AND leaf=? AND lane=?");

    public Statement InsertAttestation { get; } = new(connection, "INSERT INTO attestations(leaf, wire) VALUES (?,?)");

    public Statement DeleteBody { get; } = new(connection, "UPDATE records SET body=NULL WHERE leaf=?");

    /// <summary>Whether there is an event with this prefix on disk, besides the one with that leaf.</summary>
    public Statement FindIndexed { get; } = new(connection, "SELECT leaf FROM event_index WHERE prefix=? AND leaf<>? LIMIT 1");

    public Statement InsertCheckpoint { get; } = new(connection, "INSERT OR REPLACE INTO checkpoints(size, note, at) VALUES (?,?,?)");

    public Statement DeleteCheckpoint { get; } = new(connection, "DELETE FROM checkpoints WHERE size=? AND substr(at, 1, 13)=substr(?, 1, 13)");

    public Statement InsertStamp { get; } = new(connection, "INSERT INTO stamps(leaf, wire) VALUES (?,?)");

    /// <summary>Claims a question for a proxy's decision; changes nothing when it was asked before.</summary>
    public Statement InsertDecisionPeople { get; } = new(connection, "INSERT INTO decision_people(leaf, people) VALUES (?,?)");

    public Statement ClaimDecision { get; } = new(connection, "INSERT INTO decisions(event, direction, leaf) VALUES (?,?,?) ON CONFLICT DO NOTHING");

    public Statement DeleteSeals { get; } = new(connection, "DELETE FROM seals WHERE sender=?");

    public Statement SetSavepoint { get; } = new(connection, "SAVEPOINT state");

    public Statement RollBackToSavepoint { get; } = new(connection, "ROLLBACK TO state");

    public Statement ReleaseSavepoint { get; } = new(connection, "RELEASE state");

    public void Dispose()
    {
        foreach (var statement in new[]
        {
            Begin, Commit, InsertRecord, InsertEventIndex, InsertSubmitted, InsertNative, InsertHold, UpdateHold, DeleteHold, InsertReleaseItem, InsertStatusItem, UpdateRoomHead, InsertBatch, InsertOutbox,
            DeleteOutbox, InsertAttestation, DeleteBody, FindIndexed, InsertCheckpoint, DeleteCheckpoint, InsertStamp, InsertDecisionPeople, ClaimDecision, DeleteSeals, SetSavepoint, RollBackToSavepoint, ReleaseSavepoint,
        })
        {
            statement.Dispose();
        }
    }
}
