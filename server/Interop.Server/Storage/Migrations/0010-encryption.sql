-- Keys of the archive (spec 08.9). A body is a cell: its data key wrapped under the key of its group, then the body. The key of a group is
-- wrapped under a key-encryption key, which is not in the database. subject: users.id of who wrote, 0 for nobody in particular.
CREATE TABLE key_groups (
  id INTEGER PRIMARY KEY, class TEXT NOT NULL, period TEXT NOT NULL, subject INTEGER NOT NULL, kek TEXT NOT NULL, wrapped BLOB NOT NULL,
  UNIQUE (class, period, subject)) STRICT;
CREATE INDEX key_groups_kek ON key_groups(kek);

-- The one without retired is in use. destroyed: the key is gone, and what only it had wrapped with it.
CREATE TABLE key_encryption_keys (id TEXT PRIMARY KEY, created TEXT NOT NULL, retired TEXT, destroyed TEXT) STRICT;

-- What was said with a step of consent stands in the step's record, once.
ALTER TABLE consents DROP COLUMN text;
ALTER TABLE consents DROP COLUMN language;
ALTER TABLE consents ADD COLUMN said INTEGER;
