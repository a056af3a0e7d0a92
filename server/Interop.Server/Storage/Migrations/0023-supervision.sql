-- Supervision (spec 7.9) ------------------------------------------------------------------------------------------------------
-- Every version of the settings that was ever in force, the last one being it. document: SupervisionSettings, as JSON. leaf: its record.
CREATE TABLE supervision_settings (version INTEGER PRIMARY KEY, document TEXT NOT NULL, leaf INTEGER NOT NULL) STRICT;

-- What the follower has taken: cursor is the next record. text_key: of the digests of equal texts, wrapped.
CREATE TABLE supervision_follower (id INTEGER PRIMARY KEY CHECK (id=1), cursor INTEGER NOT NULL, text_key BLOB) STRICT;
-- What was archived before there was supervision is not reviewed afterwards.
INSERT INTO supervision_follower(id, cursor) SELECT 1, coalesce(max(leaf)+1, 0) FROM records;

-- An item: a record in a queue. leaf: of the message. day: of the record (UTC). person: users.id of the supervised person, who wrote it or to whom
-- it was written. sender: users.id. same: keyed digest of the folded text; goes with the body. held: it waits for a reviewer. claimed: seconds
-- since 1970 of the claim. wasopen: it was opened again after it had been closed.
CREATE TABLE supervision_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, leaf INTEGER NOT NULL, source TEXT NOT NULL, room INTEGER NOT NULL, sender INTEGER NOT NULL,
  person INTEGER NOT NULL, policies TEXT NOT NULL, network TEXT, state TEXT NOT NULL, level INTEGER NOT NULL, must INTEGER NOT NULL, archived TEXT NOT NULL,
  day TEXT NOT NULL, created TEXT NOT NULL, due TEXT, assignee TEXT, claimed INTEGER, viewed TEXT, disposition TEXT, closed_by TEXT, closed_at TEXT,
  reopened INTEGER NOT NULL DEFAULT 0, same BLOB, UNIQUE (queue, leaf));
CREATE INDEX supervision_items_queue ON supervision_items(queue, state, id);
CREATE INDEX supervision_items_state ON supervision_items(state, id);
CREATE INDEX supervision_items_person ON supervision_items(person, state, id);
CREATE INDEX supervision_items_assignee ON supervision_items(assignee, state, id) WHERE assignee IS NOT NULL;
CREATE INDEX supervision_items_leaf ON supervision_items(leaf);
CREATE INDEX supervision_items_same ON supervision_items(same, id) WHERE same IS NOT NULL;
CREATE INDEX supervision_items_room ON supervision_items(room, id);

-- Which policies, by name without version.
CREATE TABLE supervision_item_policies (policy TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (policy, item)) WITHOUT ROWID;

-- How many items are in which state, kept by the triggers below, so that nobody counts them. persons: of one supervised person.
CREATE TABLE supervision_counts (queue TEXT NOT NULL, state TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (queue, state)) WITHOUT ROWID;
CREATE TABLE supervision_person_counts (person INTEGER NOT NULL, queue TEXT NOT NULL, state TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (person, queue, state)) WITHOUT ROWID;
CREATE TABLE supervision_open (day TEXT NOT NULL, queue TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, queue)) WITHOUT ROWID;
CREATE TABLE supervision_claimed (assignee TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER supervision_items_in AFTER INSERT ON supervision_items BEGIN
  INSERT INTO supervision_counts VALUES (NEW.queue, NEW.state, 1) ON CONFLICT DO UPDATE SET n=n+1;
  INSERT INTO supervision_person_counts VALUES (NEW.person, NEW.queue, NEW.state, 1) ON CONFLICT DO UPDATE SET n=n+1;
  INSERT INTO supervision_open VALUES (NEW.day, NEW.queue, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;
CREATE TRIGGER supervision_items_moved AFTER UPDATE OF state ON supervision_items WHEN NEW.state<>OLD.state BEGIN
  UPDATE supervision_counts SET n=n-1 WHERE queue=OLD.queue AND state=OLD.state;
  INSERT INTO supervision_counts VALUES (NEW.queue, NEW.state, 1) ON CONFLICT DO UPDATE SET n=n+1;
  UPDATE supervision_person_counts SET n=n-1 WHERE person=OLD.person AND queue=OLD.queue AND state=OLD.state;
  INSERT INTO supervision_person_counts VALUES (NEW.person, NEW.queue, NEW.state, 1) ON CONFLICT DO UPDATE SET n=n+1;
  UPDATE supervision_open SET n=n+(OLD.state='closed')-(NEW.state='closed') WHERE day=NEW.day AND queue=NEW.queue;
END;
CREATE TRIGGER supervision_items_held_by AFTER UPDATE OF assignee ON supervision_items WHEN NEW.assignee IS NOT OLD.assignee BEGIN
  UPDATE supervision_claimed SET n=n-1 WHERE assignee=OLD.assignee;
  INSERT INTO supervision_claimed SELECT NEW.assignee, 1 WHERE NEW.assignee IS NOT NULL ON CONFLICT DO UPDATE SET n=n+1;
END;

-- What was done with an item, by the records' indexes; the words stand in the records. answers: of an action, by its id, for a repeat.
CREATE TABLE supervision_steps (item INTEGER NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (item, leaf)) WITHOUT ROWID;
CREATE TABLE supervision_answers (id TEXT PRIMARY KEY, account TEXT NOT NULL, digest BLOB NOT NULL, answer TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Who has opened an item, and who sees its names.
CREATE TABLE supervision_views (item INTEGER NOT NULL, account TEXT NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (item, account)) WITHOUT ROWID;
CREATE TABLE supervision_unmasked (item INTEGER NOT NULL, account TEXT NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (item, account)) WITHOUT ROWID;

-- Sums by day (UTC). what: message and reviewed (name: users.id of the person), item and closed (name: source, disposition), hit, hitClosed, hitFalse
-- and hitEscalated (name: policy with version), closedBy (name: account).
CREATE TABLE supervision_sums (day TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (what, day, name)) WITHOUT ROWID;
-- From claim to close, in seconds of two digits.
CREATE TABLE supervision_times (day TEXT NOT NULL, account TEXT NOT NULL, seconds INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, account, seconds)) WITHOUT ROWID;
-- When something of a person was reviewed last.
CREATE TABLE supervision_last (person INTEGER PRIMARY KEY, at TEXT NOT NULL) STRICT;

-- Draws. seed: committed to before the day, told after it; wrapped, so that who reads the store cannot foretell a sample. document: as it is in the record. record: of the draw; null until then.
CREATE TABLE supervision_draws (
  plan TEXT NOT NULL, day TEXT NOT NULL, document TEXT NOT NULL, seed BLOB NOT NULL, commitment TEXT NOT NULL, committed INTEGER NOT NULL, committed_at TEXT NOT NULL, late INTEGER NOT NULL,
  record INTEGER, first INTEGER, next INTEGER, population INTEGER, drawn INTEGER, digest TEXT, PRIMARY KEY (plan, day)) WITHOUT ROWID;

-- What officers have read.
CREATE TABLE officer_reads (leaf INTEGER PRIMARY KEY, at TEXT NOT NULL, officer TEXT NOT NULL, what TEXT NOT NULL, item INTEGER, records INTEGER NOT NULL) STRICT;
CREATE INDEX officer_reads_officer ON officer_reads(officer, leaf);

-- Rooms that somebody observes now: those that a crash cut off are ended at the next start.
CREATE TABLE observations (leaf INTEGER PRIMARY KEY, room INTEGER NOT NULL, account TEXT NOT NULL, token TEXT NOT NULL) STRICT;
