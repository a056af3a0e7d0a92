-- When bridges were here and got nothing from their networks, as they have said. ended: null while that is so.
CREATE TABLE capture_gaps (id INTEGER PRIMARY KEY, network TEXT NOT NULL, began TEXT NOT NULL, ended TEXT) STRICT;
CREATE INDEX capture_gaps_network ON capture_gaps(network, began);
