-- Searches that officers keep (spec 8.14). roles: a JSON list of those who have it too. said: what it is called and asks, encrypted: names of people stand there.
CREATE TABLE saved_searches (id TEXT PRIMARY KEY, account TEXT NOT NULL, roles TEXT NOT NULL, said BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX saved_searches_account ON saved_searches(account);
