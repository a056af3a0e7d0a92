-- Cases and legal holds ---------------------------------------------------------------------------------------------------
-- custodians: user ids, as JSON.
CREATE TABLE cases (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, matter TEXT, custodians TEXT NOT NULL, author TEXT NOT NULL, created TEXT NOT NULL, closed TEXT) WITHOUT ROWID;

-- A hold of this organisation (issuer '') or of a peer that asked for it. scope: as JSON. parts: how many of its members restrict.
-- state: placed, refused, notFound or released; only what is placed has rows in the tables of scopes below, so that a release is at
-- once everywhere. searched: up to which record the query was tried; what is younger counts as found. digest: of the directive.
CREATE TABLE legal_holds (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, issuer TEXT NOT NULL, case_id TEXT, scope TEXT NOT NULL, parts INTEGER NOT NULL, query TEXT, searched INTEGER,
  after TEXT, before TEXT, confidential INTEGER NOT NULL, contact TEXT, matter TEXT, review TEXT, author TEXT NOT NULL, reason TEXT, effective TEXT NOT NULL,
  leaf INTEGER NOT NULL, digest BLOB, state TEXT NOT NULL, code TEXT, detail TEXT, answered TEXT NOT NULL, released_by TEXT, released_why TEXT,
  UNIQUE (issuer, id));
CREATE INDEX legal_holds_case ON legal_holds(case_id) WHERE case_id IS NOT NULL;
CREATE INDEX legal_holds_searching ON legal_holds(n) WHERE query IS NOT NULL AND state='placed';

-- room and user: as in rooms.uuid and users.local; uri: the full user id, as records name it.
CREATE TABLE legal_hold_rooms (room TEXT NOT NULL, hold INTEGER NOT NULL, PRIMARY KEY (room, hold)) WITHOUT ROWID;
CREATE TABLE legal_hold_users (user TEXT NOT NULL, hold INTEGER NOT NULL, uri TEXT NOT NULL, PRIMARY KEY (user, hold)) WITHOUT ROWID;
CREATE INDEX legal_hold_users_uri ON legal_hold_users(uri, hold);
CREATE TABLE legal_hold_networks (network TEXT NOT NULL, hold INTEGER NOT NULL, PRIMARY KEY (network, hold)) WITHOUT ROWID;
CREATE TABLE legal_hold_events (event TEXT NOT NULL, hold INTEGER NOT NULL, PRIMARY KEY (event, hold)) WITHOUT ROWID;
CREATE TABLE legal_hold_found (hold INTEGER NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (hold, leaf)) WITHOUT ROWID;

-- Rooms that had a portal of a network, and from which record on. A portal that goes takes nothing out of a hold.
CREATE TABLE network_rooms (network TEXT NOT NULL, room_id INTEGER NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (network, room_id)) WITHOUT ROWID;
INSERT OR IGNORE INTO network_rooms(network, room_id, since) SELECT network, room_id, 0 FROM portals;
CREATE TRIGGER portals_had AFTER INSERT ON portals BEGIN
  INSERT OR IGNORE INTO network_rooms(network, room_id, since) VALUES (NEW.network, NEW.room_id, (SELECT coalesce(max(leaf)+1, 0) FROM records));
END;

-- Directives to peers. wire: as it is sent, every time the same. answer and what follows: as the peer answered; null while it has not.
CREATE TABLE hold_directives (
  hold INTEGER NOT NULL, peer TEXT NOT NULL, action TEXT NOT NULL, wire BLOB NOT NULL, given INTEGER NOT NULL, answer TEXT, code TEXT, detail TEXT, at TEXT,
  PRIMARY KEY (hold, peer, action)) WITHOUT ROWID;
CREATE INDEX hold_directives_waiting ON hold_directives(peer) WHERE answer IS NULL;

-- The daily proof. frontier: the peaks of the tree over what is preserved up to record upto (exclusive), so that a day costs what the day brought.
CREATE TABLE preserved (hold INTEGER PRIMARY KEY, upto INTEGER NOT NULL, count INTEGER NOT NULL, frontier BLOB NOT NULL, ended INTEGER NOT NULL);
CREATE TABLE preservation_proofs (
  hold INTEGER NOT NULL, day TEXT NOT NULL, leaf INTEGER NOT NULL, size INTEGER NOT NULL, count INTEGER NOT NULL, root TEXT NOT NULL, missing INTEGER NOT NULL,
  PRIMARY KEY (hold, day)) WITHOUT ROWID;

-- Requests of people about themselves, and notices of peers about theirs (issuer) -------------------------------------------
-- kind: access, erasure or objection. state: waiting, approved, kept (something is), done or refused. users: pseudonymous ids, as JSON; no names.
CREATE TABLE subject_requests (
  n INTEGER PRIMARY KEY, issuer TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, users TEXT NOT NULL, basis TEXT NOT NULL,
  author TEXT NOT NULL, at TEXT NOT NULL, due TEXT NOT NULL, approved_by TEXT, digest BLOB, leaf INTEGER NOT NULL, UNIQUE (issuer, id));
CREATE INDEX subject_requests_open ON subject_requests(state) WHERE state IN ('waiting', 'approved', 'kept');
CREATE TABLE subject_verdicts (
  request INTEGER NOT NULL, leaf INTEGER NOT NULL, verdict TEXT NOT NULL, until TEXT, basis TEXT, held INTEGER NOT NULL DEFAULT 0, certificate TEXT,
  PRIMARY KEY (request, leaf)) WITHOUT ROWID;
CREATE INDEX subject_verdicts_kept ON subject_verdicts(until) WHERE verdict='kept';
CREATE TABLE subject_events (request INTEGER NOT NULL, n INTEGER NOT NULL, event TEXT NOT NULL, leaf INTEGER, PRIMARY KEY (request, n)) WITHOUT ROWID;

-- Notices to peers. answer: as the peer gave it; null while it has not, or says pending.
CREATE TABLE subject_tellings (
  id TEXT PRIMARY KEY, request INTEGER NOT NULL, peer TEXT NOT NULL, wire BLOB NOT NULL, answer BLOB, again TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX subject_tellings_waiting ON subject_tellings(again) WHERE done=0;

-- Records beside the order of their room, so that what concerns a person or a room is found without reading the whole log.
CREATE INDEX records_aside ON records(room_id, leaf) WHERE seq IS NULL AND room_id IS NOT NULL;
CREATE INDEX records_refused ON records(sender, leaf) WHERE kind='refusal';
CREATE INDEX records_links ON records(leaf) WHERE kind='link';
