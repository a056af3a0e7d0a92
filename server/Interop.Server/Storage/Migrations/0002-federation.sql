-- Rooms of other providers --------------------------------------------------------------------------------------------------
-- A room whose id names another provider has its full id in uuid, and the bare one in followed. hub: who orders it now; null for
-- this provider. Users of other providers have their full id in local.
ALTER TABLE rooms ADD COLUMN hub TEXT;
ALTER TABLE rooms ADD COLUMN followed TEXT;
CREATE INDEX rooms_followed ON rooms(followed) WHERE followed IS NOT NULL;

-- What lets a stranger check an event of a room with other providers: signatures of origin and hub, stamps.
CREATE TABLE attestations (leaf INTEGER PRIMARY KEY, wire BLOB NOT NULL);

-- Records on their way to other providers, in order; a row goes when the peer has answered for good. lane: event, or report for what
-- became of it for our people.
CREATE TABLE outbox (
  peer TEXT NOT NULL, leaf INTEGER NOT NULL, lane TEXT NOT NULL, room_id INTEGER NOT NULL, PRIMARY KEY (peer, leaf, lane)) WITHOUT ROWID;

-- What other providers told of our people's events, so that a repeat is taken once. event: leaf.
CREATE TABLE peer_reports (event INTEGER NOT NULL, recipient TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (event, recipient, at)) WITHOUT ROWID;

-- Consent between people of two organisations. state: request, grant, revoke or cancel.
CREATE TABLE consents (
  requester TEXT NOT NULL, target TEXT NOT NULL, state TEXT NOT NULL, text TEXT, language TEXT, at TEXT NOT NULL, PRIMARY KEY (requester, target)) WITHOUT ROWID;
CREATE INDEX consents_target ON consents(target);
