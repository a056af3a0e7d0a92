-- What is known of who was told by a disclosure (spec 7.8). version: of the policy, when it was said; room: where; state: told, consented, refused or withdrawn.
ALTER TABLE disclosures ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE disclosures ADD COLUMN room INTEGER REFERENCES rooms(id);
ALTER TABLE disclosures ADD COLUMN state TEXT NOT NULL DEFAULT 'told';
-- Of what was said before, the record of the notice knows version and room. Whether a no of then came after a yes is not looked for: it counts as refused.
UPDATE disclosures SET
  room=(SELECT room_id FROM records WHERE leaf=notice),
  version=coalesce((SELECT CAST(substr(json_extract(CAST(record AS TEXT), '$.header.state.version'), length(policy)+13) AS INTEGER) FROM records WHERE leaf=notice), 1),
  state=CASE answer WHEN 'grant' THEN 'consented' WHEN 'revoke' THEN 'refused' ELSE 'told' END;
CREATE INDEX disclosures_said ON disclosures(notice, user_id);
CREATE INDEX disclosures_state ON disclosures(state, notice, user_id);
CREATE INDEX disclosures_policy ON disclosures(policy, notice, user_id);
CREATE INDEX disclosures_policy_state ON disclosures(policy, state, notice, user_id);

-- How many people are in which state, kept by the triggers below, so that nobody counts them.
CREATE TABLE disclosure_counts (policy TEXT NOT NULL, state TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (policy, state)) STRICT, WITHOUT ROWID;
INSERT INTO disclosure_counts SELECT policy, state, count(*) FROM disclosures GROUP BY policy, state;
CREATE TRIGGER disclosures_in AFTER INSERT ON disclosures BEGIN
  INSERT INTO disclosure_counts VALUES (NEW.policy, NEW.state, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;
CREATE TRIGGER disclosures_moved AFTER UPDATE OF state ON disclosures WHEN NEW.state<>OLD.state BEGIN
  UPDATE disclosure_counts SET n=n-1 WHERE policy=OLD.policy AND state=OLD.state;
  INSERT INTO disclosure_counts VALUES (NEW.policy, NEW.state, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;

-- What an officer has done with what was changed: made, revoked, approved and so on (spec 7.9).
ALTER TABLE officer_reads ADD COLUMN state TEXT;
