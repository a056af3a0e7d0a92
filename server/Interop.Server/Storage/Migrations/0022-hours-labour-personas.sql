-- Delivery hours (spec 10.9). definition: as it was asked for, JSON; version: counts the changes of a name, for good.
CREATE TABLE hours_calendars (
  name TEXT PRIMARY KEY, version INTEGER NOT NULL, definition TEXT NOT NULL, changed TEXT NOT NULL, changed_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE holiday_calendars (
  name TEXT PRIMARY KEY, version INTEGER NOT NULL, definition TEXT NOT NULL, changed TEXT NOT NULL, changed_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE hours_versions (what TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (what, name)) STRICT, WITHOUT ROWID;
CREATE TABLE places (user_id INTEGER PRIMARY KEY REFERENCES users(id), place TEXT NOT NULL) STRICT;
-- first, last: dates of the person's own zone, both closed.
CREATE TABLE absences (
  id TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id), first TEXT NOT NULL, last TEXT NOT NULL, kind TEXT NOT NULL, created TEXT NOT NULL,
  created_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX absences_user ON absences(user_id, first);

-- Held messages whose sender says that they are urgent (spec 10.10). leaf: of the event; state: asked, passed, approved or refused; open: somebody may
-- still wait for it.
CREATE TABLE urgent_requests (
  leaf INTEGER PRIMARY KEY, room_id INTEGER NOT NULL, sender INTEGER NOT NULL, state TEXT NOT NULL, decided_by TEXT, decided TEXT,
  open INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX urgent_requests_open ON urgent_requests(leaf) WHERE open=1;

-- What is to be sent later (spec 10.11). draft: a cell (spec 08.9), null once it was sent or could not be; code: why it could not.
CREATE TABLE scheduled (
  id TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id), room TEXT NOT NULL, send_at TEXT NOT NULL, txn BLOB NOT NULL, draft BLOB,
  code TEXT, detail TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX scheduled_due ON scheduled(send_at) WHERE draft IS NOT NULL;
CREATE INDEX scheduled_user ON scheduled(user_id, id);

-- After-hours work by person and month (spec 10.12), made from the log by a follower. last_at: of the person's last moment outside hours.
CREATE TABLE labour (
  user_id INTEGER NOT NULL REFERENCES users(id), month TEXT NOT NULL, held INTEGER NOT NULL DEFAULT 0, overrides INTEGER NOT NULL DEFAULT 0,
  sent INTEGER NOT NULL DEFAULT 0, seconds INTEGER NOT NULL DEFAULT 0, last_at INTEGER, PRIMARY KEY (month, user_id)) STRICT, WITHOUT ROWID;
CREATE TABLE labour_acknowledgements (
  user_id INTEGER NOT NULL REFERENCES users(id), month TEXT NOT NULL, at TEXT NOT NULL, held INTEGER NOT NULL, overrides INTEGER NOT NULL,
  sent INTEGER NOT NULL, minutes INTEGER NOT NULL, agreed INTEGER NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (month, user_id)) STRICT, WITHOUT ROWID;

-- Rooms of personal personas (spec 5.7): who is in them, and nothing of what is said or what they are called.
CREATE TABLE personal_rooms (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, direct_key TEXT UNIQUE, created TEXT NOT NULL) STRICT;
CREATE TABLE personal_members (
  room_id INTEGER NOT NULL REFERENCES personal_rooms(id), user_id INTEGER NOT NULL REFERENCES users(id), role TEXT NOT NULL,
  PRIMARY KEY (room_id, user_id)) STRICT, WITHOUT ROWID;
CREATE INDEX personal_members_user ON personal_members(user_id, room_id);
-- What was refused because it went across personas: how often on a day, and nothing else.
CREATE TABLE persona_refusals (day TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Who has left the organisation.
ALTER TABLE accounts ADD COLUMN disabled TEXT;
