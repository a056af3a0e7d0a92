-- Media, encrypted ----------------------------------------------------------------------------------------------------------
-- Files are encrypted under a key of their own, {data}/media/{last two characters}/{file}; file is random. What the octets are is found by name:
-- base64url(HMAC-SHA-256(name key, SHA-256 of the octets)), so that neither folder nor store tells which known file is here. What was kept before
-- is taken over at the next start (Media/MediaAdoption).
ALTER TABLE media RENAME TO media_plain;
ALTER TABLE media_uploads RENAME TO media_plain_uploads;
ALTER TABLE media_references RENAME TO media_plain_references;
DROP INDEX media_uploads_digest;
DROP INDEX media_uploads_at;
DROP INDEX media_references_leaf;

-- The name key, wrapped.
CREATE TABLE media_secret (id INTEGER PRIMARY KEY CHECK (id=1), name_key BLOB NOT NULL);

-- key: the file's key, wrapped. type: what the octets were found to be. scan: what the scanner said, as JSON; null when none was asked.
-- file and key are null of what was found to be infected: the octets are not kept, and what was said of them is.
CREATE TABLE media (
  name TEXT PRIMARY KEY, file TEXT, key BLOB, size INTEGER NOT NULL, type TEXT NOT NULL, scan TEXT, stored TEXT NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX media_file ON media(file) WHERE file IS NOT NULL;

-- Who put them in and has not referred to them yet: user:{id} or peer:{name}. Rows go with the first event that refers, or after a time.
CREATE TABLE media_uploads (
  owner TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (owner, name)) WITHOUT ROWID;
CREATE INDEX media_uploads_name ON media_uploads(name);
CREATE INDEX media_uploads_at ON media_uploads(at);

-- Which records refer to them, in the order of the record's own list. delivered: the body that our people get has them too.
-- declared: what the sender says that they are, when the octets contradict it. scan: as it was then; the record binds it.
CREATE TABLE media_references (
  name TEXT NOT NULL, leaf INTEGER NOT NULL, n INTEGER NOT NULL, room_id INTEGER NOT NULL, delivered INTEGER NOT NULL, declared TEXT, scan TEXT,
  PRIMARY KEY (name, leaf)) WITHOUT ROWID;
CREATE UNIQUE INDEX media_references_leaf ON media_references(leaf, n);

-- Files whose last record has ended and that are still to be removed; their keys are gone already.
CREATE TABLE media_ending (file TEXT PRIMARY KEY) WITHOUT ROWID;

-- Files that come in several requests. octets: how many are acknowledged: full chunks in the file, the rest in tail, which is sealed like a chunk.
-- name, found, size: set when it was finished; the row stays until it expires, so that finishing can be asked again.
CREATE TABLE media_partial (
  id TEXT PRIMARY KEY, owner TEXT NOT NULL, key BLOB, octets INTEGER NOT NULL, length INTEGER NOT NULL, tail BLOB,
  expires INTEGER NOT NULL, done TEXT) WITHOUT ROWID;
CREATE INDEX media_partial_owner ON media_partial(owner);
CREATE INDEX media_partial_expires ON media_partial(expires);
