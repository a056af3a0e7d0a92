-- Bodies that nobody reads before their sender was told of the recording (spec 07.4), whatever else was decided on them.
-- sender: full user id. Gone with the commit that tells the sender.
CREATE TABLE seals (leaf INTEGER PRIMARY KEY, sender TEXT NOT NULL) STRICT;
CREATE INDEX seals_sender ON seals(sender);

INSERT INTO seals(leaf, sender)
SELECT leaf, json_extract(CAST(record AS TEXT), '$.header.sender') FROM records WHERE leaf IN (
  SELECT leaf FROM holds WHERE reason='notice' UNION SELECT leaf FROM decision_holds WHERE reason='notice');
