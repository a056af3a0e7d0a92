namespace Interop.Bridges.Storage;

/// <summary>The bridge's own tables. Migrations are numbered and forward only: a change is a new entry at the end.</summary>
internal static class Schema
{
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE inbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            room TEXT NOT NULL, native_id TEXT NOT NULL, sender TEXT NOT NULL,
            body TEXT,                               -- the InboundEvent; cleared when done
            received_at TEXT NOT NULL,
            transaction_id TEXT NOT NULL,            -- the same on every retry
            state INTEGER NOT NULL DEFAULT 0,        -- 0 waiting, 1 done
            code TEXT, done_at TEXT,
            UNIQUE (room, native_id));
        CREATE INDEX inbox_waiting ON inbox (room, seq) WHERE state = 0;
        CREATE INDEX inbox_done ON inbox (done_at) WHERE state = 1;

        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            lane TEXT NOT NULL,                      -- a portal, existing or to be opened
            item TEXT NOT NULL,                      -- event id, or portal:{native room}
            body TEXT,                               -- the SyncItem; cleared when done
            recipients TEXT NOT NULL,                -- JSON array of user ids
            queued_at TEXT NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,        -- 0 waiting, 1 done
            attempts INTEGER NOT NULL DEFAULT 0,
            code TEXT, native_id TEXT, detail TEXT, fidelity TEXT, done_at TEXT,
            UNIQUE (item, lane));
        CREATE INDEX outbox_waiting ON outbox (lane, seq) WHERE state = 0;
        CREATE INDEX outbox_done ON outbox (done_at) WHERE state = 1;

        CREATE TABLE report (seq INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);

        CREATE TABLE native_id (
            room TEXT NOT NULL, native_id TEXT NOT NULL,
            kind TEXT NOT NULL,                      -- '' the first id, otherwise the connector's word for an alias
            event TEXT NOT NULL,
            original TEXT NOT NULL,                  -- of edits the event that was edited, else the event
            part INTEGER NOT NULL,
            sender TEXT NOT NULL,
            key TEXT,                                -- transaction key, of what we sent
            at TEXT NOT NULL,
            PRIMARY KEY (room, native_id)) WITHOUT ROWID;
        CREATE INDEX native_id_event ON native_id (event, room);
        CREATE INDEX native_id_key ON native_id (key) WHERE key IS NOT NULL;

        CREATE TABLE echo (key TEXT NOT NULL, room TEXT NOT NULL, native_id TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (key, native_id)) WITHOUT ROWID;

        CREATE TABLE excerpt (event TEXT PRIMARY KEY, author TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX excerpt_at ON excerpt (at);

        CREATE TABLE portal (
            native_room TEXT PRIMARY KEY,
            room TEXT NOT NULL, kind TEXT NOT NULL, direct INTEGER NOT NULL,
            person TEXT, person_user TEXT,
            voice TEXT NOT NULL,
            state INTEGER NOT NULL,                  -- 0 made, notice not out yet; 1 open; 2 closed
            generation INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE INDEX portal_room ON portal (room);

        CREATE TABLE portal_member (
            native_room TEXT NOT NULL, user TEXT NOT NULL, account TEXT NOT NULL, ghost INTEGER NOT NULL,
            PRIMARY KEY (native_room, user)) WITHOUT ROWID;

        CREATE TABLE ghost (
            account TEXT PRIMARY KEY, user TEXT NOT NULL UNIQUE, network TEXT NOT NULL, address TEXT NOT NULL,
            name TEXT NOT NULL, shown_name TEXT) WITHOUT ROWID;

        CREATE TABLE contact (account TEXT PRIMARY KEY, name TEXT, body TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE user (user TEXT PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE told (key TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """,

        """
        ALTER TABLE native_id ADD COLUMN file TEXT;                        -- of a file: which
        ALTER TABLE native_id ADD COLUMN anew INTEGER NOT NULL DEFAULT 0;  -- 1 an edit that is shown as messages of its own
        CREATE INDEX native_id_original ON native_id (original, room);
        """,

        """
        ALTER TABLE contact ADD COLUMN language TEXT;                      -- as the network said it last
        """,
    ];
}
