-- Exports -----------------------------------------------------------------------------------------------------------------
-- state: queued, running, done, failed, cancelled, removed. request: ExportRequest as JSON. size: records of the log when it was asked for, which
-- is what is looked at; asked: index of the record that tells of it. How far it has come stands in its folder, beside what was written.
-- key: of its files, wrapped; it goes with them.
-- view: what is told of it once it has ended: ExportView as JSON.
CREATE TABLE exports (
  id TEXT PRIMARY KEY, state TEXT NOT NULL, request TEXT NOT NULL, account TEXT NOT NULL, roles TEXT NOT NULL, created TEXT NOT NULL,
  asked INTEGER NOT NULL, finished TEXT, expires INTEGER, view TEXT, key BLOB) WITHOUT ROWID, STRICT;
CREATE INDEX exports_waiting ON exports(state) WHERE state IN ('queued', 'running');
