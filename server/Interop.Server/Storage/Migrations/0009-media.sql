-- Media -------------------------------------------------------------------------------------------------------------------
-- Octets of external parts: one file for each digest, {data}/media/{first two characters}/{digest}. type: what they were found to be.
CREATE TABLE media (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, type TEXT NOT NULL, stored TEXT NOT NULL) WITHOUT ROWID;

-- Who put them in and has not referred to them yet: user:{id} or peer:{name}. Rows go with the first event that refers, or after a time.
CREATE TABLE media_uploads (
  owner TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (owner, digest)) WITHOUT ROWID;
CREATE INDEX media_uploads_digest ON media_uploads(digest);
CREATE INDEX media_uploads_at ON media_uploads(at);

-- Which records refer to them, in the order of the record's own list. delivered: the body that our people get has them too.
-- declared: what the sender says that they are, when the octets contradict it.
CREATE TABLE media_references (
  digest TEXT NOT NULL, leaf INTEGER NOT NULL, n INTEGER NOT NULL, room_id INTEGER NOT NULL, delivered INTEGER NOT NULL, declared TEXT,
  PRIMARY KEY (digest, leaf)) WITHOUT ROWID;
CREATE UNIQUE INDEX media_references_leaf ON media_references(leaf, n);
