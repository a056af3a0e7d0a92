-- Search ------------------------------------------------------------------------------------------------------------------
-- The key of each partition of the index, wrapped: the partitions are databases of their own in {data}/index. Without its row a partition
-- cannot be read; it is made anew from the records.
CREATE TABLE index_keys (partition TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
