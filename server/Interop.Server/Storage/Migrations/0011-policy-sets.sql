-- Lists of policies that were evaluated, each archived once by the record at leaf. names: JSON array.
CREATE TABLE policy_sets (digest TEXT PRIMARY KEY, names TEXT NOT NULL, leaf INTEGER NOT NULL) STRICT, WITHOUT ROWID;
