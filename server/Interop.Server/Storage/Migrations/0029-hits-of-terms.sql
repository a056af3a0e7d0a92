-- What is found by which term (spec 7.9) ------------------------------------------------------------------------------------------------------
-- Terms and detectors found in an item's message, by their numbers in the version: the words stand in the policy. Goes with the body.
CREATE TABLE supervision_item_terms (item INTEGER NOT NULL, policy TEXT NOT NULL, term INTEGER NOT NULL, PRIMARY KEY (item, policy, term)) WITHOUT ROWID;
-- Sums by the day of the message (UTC): messages with the term, and of the items of such messages those closed, as nonCompliant, as falsePositive.
CREATE TABLE supervision_terms (
  policy TEXT NOT NULL, day TEXT NOT NULL, term INTEGER NOT NULL, hits INTEGER NOT NULL DEFAULT 0, reviewed INTEGER NOT NULL DEFAULT 0, confirmed INTEGER NOT NULL DEFAULT 0,
  wrong INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (policy, day, term)) WITHOUT ROWID;

-- Bands of keyed MinHash values by which nearly equal texts are found. Go with the body.
CREATE TABLE supervision_bands (band INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (band, item)) WITHOUT ROWID;
CREATE INDEX supervision_bands_item ON supervision_bands(item, band);
