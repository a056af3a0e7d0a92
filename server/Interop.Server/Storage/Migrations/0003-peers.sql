-- Keys of this provider -----------------------------------------------------------------------------------------------------
-- The private halves are files of {data}/keys. A row is never taken away: what a key signed is verified for as long as it is kept.
CREATE TABLE signing_keys (
  kid TEXT PRIMARY KEY, purpose TEXT NOT NULL, file TEXT NOT NULL, not_before TEXT NOT NULL, not_after TEXT, revoked TEXT) WITHOUT ROWID;

-- Other providers -----------------------------------------------------------------------------------------------------------
-- document: the last directory that was accepted, as it came.
CREATE TABLE peer_directories (
  provider TEXT PRIMARY KEY, document BLOB NOT NULL, fetched TEXT NOT NULL, signed_by TEXT NOT NULL) WITHOUT ROWID;

-- Every key that a directory of the peer has ever had, with the validity that it had last: old events are verified by them.
CREATE TABLE peer_keys (
  provider TEXT NOT NULL, kid TEXT NOT NULL, jwk TEXT NOT NULL, PRIMARY KEY (provider, kid)) WITHOUT ROWID;

-- The highest version is in force.
CREATE TABLE agreements (
  provider TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (provider, version)) WITHOUT ROWID;

-- Signed requests that were taken, until they expire: a repeat is refused, after a restart too. hash: of key id and nonce.
CREATE TABLE nonces (hash BLOB PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX nonces_expires ON nonces(expires);
