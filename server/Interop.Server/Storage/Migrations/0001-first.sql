-- People -----------------------------------------------------------------------------------------------------------------
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL, created TEXT NOT NULL);

-- One row per persona. Bridged personas have a network and no account.
CREATE TABLE users (
  id INTEGER PRIMARY KEY, local TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, account_id INTEGER REFERENCES accounts(id),
  display_name TEXT NOT NULL, network TEXT, notice_version TEXT, created TEXT NOT NULL);
CREATE INDEX users_account ON users(account_id) WHERE account_id IS NOT NULL;

CREATE TABLE tokens (
  id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, account TEXT NOT NULL, user_id INTEGER REFERENCES users(id), scopes TEXT NOT NULL,
  network TEXT, label TEXT, created TEXT NOT NULL, expires TEXT, revoked TEXT) WITHOUT ROWID;

-- An account of a network and the user behind it: a bridged persona, or the work persona that it is linked to.
CREATE TABLE contacts (
  network TEXT NOT NULL, account TEXT NOT NULL, user_id INTEGER NOT NULL REFERENCES users(id),
  PRIMARY KEY (network, account)) WITHOUT ROWID;
CREATE INDEX contacts_user ON contacts(user_id);

CREATE TABLE hours (user_id INTEGER PRIMARY KEY REFERENCES users(id), calendar TEXT NOT NULL);
CREATE TABLE group_members (
  name TEXT NOT NULL, user_id INTEGER NOT NULL REFERENCES users(id), PRIMARY KEY (name, user_id)) WITHOUT ROWID;
CREATE TABLE barriers (name TEXT PRIMARY KEY, one TEXT NOT NULL, other TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE bridges (network TEXT PRIMARY KEY, manifest TEXT, cursor INTEGER NOT NULL DEFAULT -1) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Rooms ------------------------------------------------------------------------------------------------------------------
CREATE TABLE rooms (
  id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, direct_key TEXT UNIQUE, name TEXT, topic TEXT,
  head_seq INTEGER NOT NULL DEFAULT 0, head_hash BLOB NOT NULL, head_leaf INTEGER NOT NULL DEFAULT -1, created TEXT NOT NULL);

-- A stay of a participant, by the room's seq: what a participant may see is what falls into a stay.
CREATE TABLE participants (
  room_id INTEGER NOT NULL REFERENCES rooms(id), user_id INTEGER NOT NULL REFERENCES users(id), role TEXT NOT NULL,
  joined_seq INTEGER NOT NULL, left_seq INTEGER, PRIMARY KEY (room_id, user_id, joined_seq)) WITHOUT ROWID;
CREATE INDEX participants_user ON participants(user_id, room_id);

CREATE TABLE portals (
  room_id INTEGER NOT NULL REFERENCES rooms(id), network TEXT NOT NULL, kind TEXT NOT NULL, native_room TEXT NOT NULL,
  person INTEGER REFERENCES users(id), PRIMARY KEY (network, native_room)) WITHOUT ROWID;
CREATE INDEX portals_room ON portals(room_id);

-- The archive's log --------------------------------------------------------------------------------------------------------
-- leaf: index in the Merkle log. record: canonical JSON of the fixed part; SHA-256(0x00 || record) is the leaf hash.
-- body: canonical JSON of salt, content, provenance: the only copy of the content; every other table refers to the leaf.
-- exceptions: users for whom the decision is not "deliver", as JSON {"user id": "code"}.
CREATE TABLE records (
  leaf INTEGER PRIMARY KEY, kind TEXT NOT NULL, room_id INTEGER, seq INTEGER, sender INTEGER, record BLOB NOT NULL, body BLOB,
  exceptions TEXT);
CREATE UNIQUE INDEX records_room ON records(room_id, seq) WHERE seq IS NOT NULL;

-- First eight octets of the event id, for looking an event up; the record has the whole.
CREATE TABLE event_index (prefix INTEGER NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (prefix, leaf)) WITHOUT ROWID;

-- One row per group commit: what was signed over the records first .. first+count-1.
-- hashes: the leaf hashes of the receipt tree, 32 octets each.
CREATE TABLE batches (
  first INTEGER PRIMARY KEY, count INTEGER NOT NULL, events TEXT, receipts TEXT NOT NULL, hashes BLOB NOT NULL);

-- Complete tiles of 256 hashes (C2SP tlog-tiles); the unfinished right edge is recomputed from the records.
CREATE TABLE tiles (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, n)) WITHOUT ROWID;

-- Signed heads: the newest, and one an hour to look back to.
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL, at TEXT NOT NULL);

CREATE TABLE relations (
  target INTEGER NOT NULL, leaf INTEGER NOT NULL, type TEXT NOT NULL, PRIMARY KEY (target, leaf)) WITHOUT ROWID;

-- Inbound ----------------------------------------------------------------------------------------------------------------
-- What has been answered, so that a repeat is answered the same. digest: of the draft as it was sent.
CREATE TABLE submitted (
  sender INTEGER NOT NULL, txn BLOB NOT NULL, n INTEGER NOT NULL, digest INTEGER NOT NULL, leaf INTEGER NOT NULL,
  PRIMARY KEY (sender, txn, n)) WITHOUT ROWID;
CREATE TABLE native_events (
  network TEXT NOT NULL, key BLOB NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (network, key)) WITHOUT ROWID;
-- Accepted (2.1.0) but not decided: a policy could not answer and the failure policy is "queue".
CREATE TABLE inbox (
  id INTEGER PRIMARY KEY, room_id INTEGER NOT NULL, sender INTEGER NOT NULL, submitter INTEGER NOT NULL, network TEXT, txn BLOB NOT NULL,
  n INTEGER NOT NULL, digest INTEGER NOT NULL, header BLOB NOT NULL, body BLOB NOT NULL, received TEXT NOT NULL,
  UNIQUE (submitter, txn, n));

-- Delivery: rows of their own only for what waits. When a hold ends is computed from the person's hours, never stored.
-- ---------------------------------------------------------------------------------------------------------------
CREATE TABLE holds (
  leaf INTEGER NOT NULL, user_id INTEGER NOT NULL, room_id INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (leaf, user_id)) WITHOUT ROWID;
CREATE INDEX holds_user ON holds(user_id, room_id, leaf);

-- Positions of a user's stream that are not events of a room: releases, delivery status.
CREATE TABLE personal_items (
  user_id INTEGER NOT NULL, leaf INTEGER NOT NULL, kind TEXT NOT NULL, target INTEGER, PRIMARY KEY (user_id, leaf)) WITHOUT ROWID;
CREATE INDEX personal_items_leaf ON personal_items(leaf);
CREATE INDEX personal_items_target ON personal_items(target, user_id) WHERE target IS NOT NULL;
CREATE TABLE network_items (
  network TEXT NOT NULL, leaf INTEGER NOT NULL, portal TEXT NOT NULL, PRIMARY KEY (network, leaf)) WITHOUT ROWID;
CREATE TABLE cursors (user_id INTEGER PRIMARY KEY, position INTEGER NOT NULL);
