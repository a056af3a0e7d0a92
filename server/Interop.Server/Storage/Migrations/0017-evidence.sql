-- Alarms ------------------------------------------------------------------------------------------------------------------
-- leaf, cleared_leaf: records of kind alarm. A row without cleared_leaf stands.
CREATE TABLE alarms (
  leaf INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, raised TEXT NOT NULL, cleared TEXT, cleared_leaf INTEGER) STRICT;
CREATE INDEX alarms_standing ON alarms(kind, subject) WHERE cleared_leaf IS NULL;
