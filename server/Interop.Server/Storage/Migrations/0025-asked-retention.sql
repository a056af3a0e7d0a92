-- What others asked for belongs to a group, too: the days of minUntil and maxUntil that were accepted of an event's retention, and the floor
-- of the agreement that was in force (empty and 0 for none).
CREATE TABLE retention_groups_2 (
  id INTEGER PRIMARY KEY, classes TEXT NOT NULL, day TEXT NOT NULL, version INTEGER NOT NULL, person INTEGER NOT NULL,
  asked_min TEXT NOT NULL DEFAULT '', asked_max TEXT NOT NULL DEFAULT '', floor_by TEXT NOT NULL DEFAULT '', floor_days INTEGER NOT NULL DEFAULT 0,
  first INTEGER NOT NULL, last INTEGER NOT NULL, records INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,
  UNIQUE (day, classes, version, person, asked_min, asked_max, floor_by, floor_days));
INSERT INTO retention_groups_2(id, classes, day, version, person, first, last, records, ended)
SELECT id, classes, day, version, person, first, last, records, ended FROM retention_groups;
DROP TABLE retention_groups;
ALTER TABLE retention_groups_2 RENAME TO retention_groups;
CREATE INDEX retention_groups_last ON retention_groups(last);

-- How a person was called before: until is the last record for which the name was in force. Ends with the person's links.
CREATE TABLE user_names (user_id INTEGER NOT NULL, until INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (user_id, until)) WITHOUT ROWID;
CREATE TRIGGER users_named AFTER UPDATE OF display_name ON users WHEN old.display_name<>'' AND old.display_name<>new.display_name BEGIN
  INSERT OR IGNORE INTO user_names(user_id, until, name) SELECT old.id, coalesce(max(leaf), -1), old.display_name FROM records;
END;

-- In a proxy, which knows no rooms: who took part in what it has decided on, as a list of ids; legal holds on people find it so.
CREATE TABLE decision_people (leaf INTEGER PRIMARY KEY, people TEXT NOT NULL);
