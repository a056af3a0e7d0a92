-- The policy book (spec 7.8): each version of each policy as it stands; every change of it is a record of the archive too.
CREATE TABLE policies (name TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE policy_versions (
  name TEXT NOT NULL REFERENCES policies(name), version INTEGER NOT NULL, definition TEXT NOT NULL, author TEXT NOT NULL,
  authors TEXT NOT NULL,          -- JSON array: everybody who has written in it or proposed it
  written TEXT NOT NULL, proposed_by TEXT, proposed TEXT, approved_by TEXT, approved TEXT, effective TEXT,
  retirement_by TEXT, retired_by TEXT, retired TEXT, revision INTEGER NOT NULL, PRIMARY KEY (name, version)) WITHOUT ROWID;

-- What a reviewer has decided on an event that waited for it: release or block. The holds of the event are looked at again.
CREATE TABLE reviews (leaf INTEGER PRIMARY KEY, decided TEXT NOT NULL, record INTEGER NOT NULL);

-- Participants' reports of abuse, by the event reported and who did.
CREATE TABLE abuse_reports (event INTEGER NOT NULL, user_id INTEGER NOT NULL REFERENCES users(id), leaf INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (event, user_id)) WITHOUT ROWID;
CREATE INDEX abuse_reports_user ON abuse_reports(user_id, at);
