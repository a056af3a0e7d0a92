-- What outsiders were told by disclosures of the policy book (spec 7.8), once each, and what they have answered. policy: its name; digest: of the text that was
-- sent; answer: told, grant or revoke; notice: index of the record that told them; record: of the answer.
CREATE TABLE disclosures (
  user_id INTEGER NOT NULL REFERENCES users(id), policy TEXT NOT NULL, language TEXT NOT NULL, digest TEXT NOT NULL, answer TEXT NOT NULL,
  notice INTEGER NOT NULL, told TEXT NOT NULL, answered TEXT, record INTEGER, PRIMARY KEY (user_id, policy)) STRICT, WITHOUT ROWID;

-- The language of somebody outside, as the network says it (BCP 47).
ALTER TABLE users ADD COLUMN language TEXT;

-- Dry runs (spec 7.8), so that they outlast a restart. first: from when the events are looked at; cancelled: it was asked to end; view: DryRunView as it ended,
-- null while it has not, and then a start runs it anew.
CREATE TABLE dry_runs (
  id TEXT PRIMARY KEY, policy TEXT NOT NULL, version INTEGER NOT NULL, asked_by TEXT NOT NULL, started TEXT NOT NULL, first TEXT NOT NULL,
  cancelled INTEGER NOT NULL DEFAULT 0, view TEXT) STRICT, WITHOUT ROWID;

-- Barriers are policies of the book. Those that an administrator had set stay in force, as policies of which nobody is named as the author.
INSERT INTO policies(name, kind) SELECT 'carried-over-' || row_number() OVER (ORDER BY name), 'barrier' FROM barriers;
INSERT INTO policy_versions(name, version, definition, author, authors, written, proposed_by, proposed, approved_by, approved, effective, revision)
SELECT 'carried-over-' || row_number() OVER (ORDER BY name), 1,
  json_object('kind', 'barrier', 'action', 'block', 'settings', json_object('between', json_array(json_object('groups', json_array(one)), json_object('groups', json_array(other))))),
  '(carried over)', '["(carried over)"]', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '(carried over)', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '(carried over)',
  strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 1 FROM barriers;
DROP TABLE barriers;
