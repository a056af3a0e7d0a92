-- Retention and disposition (spec 09) -------------------------------------------------------------------------------------------
-- ended: index of the first record of the disposition that ended the body. kept_in: row of retention_groups.
ALTER TABLE records ADD COLUMN ended INTEGER;
ALTER TABLE records ADD COLUMN kept_in INTEGER;

-- Records that are kept for the same time: the same classes, archived on the same day (UTC) under the same version of the schedule; of
-- classes that start with an occasion, by the same person (users.id; 0 otherwise). first and last only bound where its records are: between
-- them there are others. ended: nothing is left to end.
CREATE TABLE retention_groups (
  id INTEGER PRIMARY KEY, classes TEXT NOT NULL, day TEXT NOT NULL, version INTEGER NOT NULL, person INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, records INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,
  UNIQUE (day, classes, version, person));
CREATE INDEX retention_groups_last ON retention_groups(last);

-- Every schedule that was ever in force, the last one being it. document: its classes, as JSON. leaf: its record. shortens: some minimum
-- ends earlier than before; approved_by: who has approved that it does so for older records too.
CREATE TABLE retention_schedules (
  version INTEGER PRIMARY KEY, document TEXT NOT NULL, leaf INTEGER NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL,
  shortens INTEGER NOT NULL, approved_by TEXT, approved_leaf INTEGER);

-- When the occasion of a class came for a person.
CREATE TABLE retention_occasions (
  class TEXT NOT NULL, person INTEGER NOT NULL, at TEXT NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (class, person)) WITHOUT ROWID;

-- Proposals to end what is due. state: preview, approved, running, done. plan: what it would end, as JSON.
CREATE TABLE dispositions (
  id TEXT PRIMARY KEY, state TEXT NOT NULL, due TEXT NOT NULL, size INTEGER NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL,
  approved_by TEXT, approved_at TEXT, plan TEXT NOT NULL, reached INTEGER NOT NULL DEFAULT -1, ended INTEGER NOT NULL DEFAULT 0, finished TEXT) WITHOUT ROWID;

-- Bodies that were ended, or are being ended: one row for each pair of records. done is null until the second record is there.
CREATE TABLE endings (
  certificate TEXT PRIMARY KEY, begun INTEGER NOT NULL, done INTEGER, disposition TEXT, reason TEXT NOT NULL, class TEXT,
  author TEXT NOT NULL, approved_by TEXT NOT NULL, basis TEXT NOT NULL, count INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX endings_open ON endings(begun) WHERE done IS NULL;
CREATE INDEX endings_disposition ON endings(disposition) WHERE disposition IS NOT NULL;

-- What was archived before there was a schedule is of the class default.
INSERT INTO retention_groups(classes, day, version, person, first, last, records)
SELECT '["default"]', substr(json_extract(CAST(record AS TEXT), '$.at'), 1, 10) AS day, 0, 0, min(leaf), max(leaf), count(*)
FROM records WHERE kind IN ('event', 'refusal', 'egress') GROUP BY day;
UPDATE records SET kept_in=(SELECT id FROM retention_groups g WHERE g.day=substr(json_extract(CAST(records.record AS TEXT), '$.at'), 1, 10))
WHERE kind IN ('event', 'refusal', 'egress');
