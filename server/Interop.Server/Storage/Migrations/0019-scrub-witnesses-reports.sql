-- Passes in which everything that is stored is read again (spec 08.13). leaf, media: where it goes on after a restart; edge: the right edge
-- of the tree up to there. finished: null while it goes on.
CREATE TABLE scrub_passes (
  pass INTEGER PRIMARY KEY, started TEXT NOT NULL, size INTEGER NOT NULL, leaf INTEGER NOT NULL, edge BLOB, media TEXT NOT NULL, files INTEGER NOT NULL,
  finished TEXT) STRICT;
CREATE TABLE scrub_faults (pass INTEGER NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, found TEXT NOT NULL, PRIMARY KEY (pass, subject)) STRICT;

-- Heads that witnesses of C2SP have cosigned. note: as it was sent to them; line: the witness's line, without its line feed.
CREATE TABLE note_cosignatures (
  witness TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL, line TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (witness, size)) STRICT;

-- Time stamps (RFC 3161) over heads. token: as the authority gave it, DER.
CREATE TABLE timestamps (size INTEGER PRIMARY KEY, note TEXT NOT NULL, at TEXT NOT NULL, authority TEXT NOT NULL, token BLOB NOT NULL) STRICT;

-- The books of each day. document: the signed report as JSON; leaf: its record.
CREATE TABLE reconciliations (date TEXT PRIMARY KEY, leaf INTEGER NOT NULL, document BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- What bridges say that their networks have of a room and a day. messages: how many the network has; missing: how many of them are not in the archive;
-- sample: ids of some of those, as JSON.
CREATE TABLE native_counts (
  network TEXT NOT NULL, room_id INTEGER NOT NULL, native_room TEXT NOT NULL, date TEXT NOT NULL, messages INTEGER NOT NULL, missing INTEGER NOT NULL,
  sample TEXT NOT NULL, complete INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (network, native_room, date)) STRICT, WITHOUT ROWID;
