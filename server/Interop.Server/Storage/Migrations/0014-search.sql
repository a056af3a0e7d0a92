-- Search ------------------------------------------------------------------------------------------------------------------
-- The key of each partition of the index, wrapped: the partitions are databases of their own in {data}/index. Without its row a partition
-- cannot be read; it is made anew from the records.
CREATE TABLE index_keys (partition TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;

-- What stands in a room's history beside its events, for reading conversations.
CREATE INDEX records_beside ON records(room_id, leaf) WHERE seq IS NULL AND room_id IS NOT NULL;
