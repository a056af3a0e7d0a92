-- Backups that were made and found good. leaf: the record that says so. size: records of the log that it has. manifest: digest of what it consists of.
-- drilled: when it was last restored for a try, and found good; drill_leaf: the record of that.
CREATE TABLE backups (
  name TEXT PRIMARY KEY, leaf INTEGER NOT NULL, begun TEXT NOT NULL, ended TEXT NOT NULL, size INTEGER NOT NULL, octets INTEGER NOT NULL, manifest TEXT NOT NULL,
  with_keys INTEGER NOT NULL, drilled TEXT, drill_leaf INTEGER) WITHOUT ROWID;
