-- Alarms ------------------------------------------------------------------------------------------------------------------
-- leaf, cleared_leaf: records of kind alarm. A row without cleared_leaf stands.
CREATE TABLE alarms (
  leaf INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, raised TEXT NOT NULL, cleared TEXT, cleared_leaf INTEGER) STRICT;
CREATE INDEX alarms_standing ON alarms(kind, subject) WHERE cleared_leaf IS NULL;

-- When bridges were there: from began to ended; while one is, ended is null and seen is renewed, so that a crash leaves the last time known.
CREATE TABLE bridge_spans (id INTEGER PRIMARY KEY, network TEXT NOT NULL, began TEXT NOT NULL, seen TEXT NOT NULL, ended TEXT) STRICT;
CREATE INDEX bridge_spans_network ON bridge_spans(network, began);
