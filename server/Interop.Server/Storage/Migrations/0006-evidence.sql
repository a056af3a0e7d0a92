-- Evidence between providers ------------------------------------------------------------------------------------------------
-- Two histories that cannot both be true, each by its record. Of a room (room_id, seq) or of a log (log, size in seq). decided:
-- when an administrator decided, accepted: ours or theirs, resumed: the entry after which a new copy of the room begins.
CREATE TABLE forks (
  leaf INTEGER PRIMARY KEY, room_id INTEGER, log TEXT, provider TEXT NOT NULL, seq INTEGER NOT NULL, decided TEXT, accepted TEXT, resumed INTEGER);
CREATE INDEX forks_room ON forks(room_id) WHERE room_id IS NOT NULL;
CREATE INDEX forks_log ON forks(log) WHERE log IS NOT NULL;

-- Up to which record the heads of common rooms were shown to a peer.
CREATE TABLE heads_shown (peer TEXT PRIMARY KEY, leaf INTEGER NOT NULL) WITHOUT ROWID;

-- Checkpoints of other logs that this provider has signed, and signatures of others under this log's.
CREATE TABLE witnessed (log TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (log, size)) WITHOUT ROWID;
CREATE TABLE cosignatures (
  witness TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, signature TEXT NOT NULL, PRIMARY KEY (witness, size)) WITHOUT ROWID;
