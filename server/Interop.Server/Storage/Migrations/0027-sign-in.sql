-- Sign-in of people -------------------------------------------------------------------------------------------------------
-- password: as ASP.NET Core's PasswordHasher writes it. one_time: of a password that an administrator has given, until when, in seconds of Unix time.
-- locked_until: milliseconds of Unix time. second_factor: the secret, encrypted (as a wrapped key); second_step: the last step of which a code was taken.
CREATE TABLE credentials (
  account_id INTEGER PRIMARY KEY REFERENCES accounts(id), password TEXT NOT NULL, one_time INTEGER,
  failures INTEGER NOT NULL DEFAULT 0, locked_until INTEGER NOT NULL DEFAULT 0,
  second_factor BLOB, second_on INTEGER NOT NULL DEFAULT 0, second_step INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE recovery_codes (
  account_id INTEGER NOT NULL REFERENCES accounts(id), hash BLOB NOT NULL, PRIMARY KEY (account_id, hash)) WITHOUT ROWID, STRICT;
CREATE TABLE account_roles (
  account_id INTEGER NOT NULL REFERENCES accounts(id), role TEXT NOT NULL, until TEXT, PRIMARY KEY (account_id, role)) WITHOUT ROWID, STRICT;
-- sign_in: the tokens of one sign-in are prolonged and end together.
ALTER TABLE tokens ADD COLUMN sign_in TEXT;
CREATE INDEX tokens_sign_in ON tokens(sign_in) WHERE sign_in IS NOT NULL;

-- Traffic by hour ---------------------------------------------------------------------------------------------------------
-- counts: ReconciliationCounts as JSON. traffic_cursor has one row: records below it are counted.
CREATE TABLE traffic_hours (hour TEXT NOT NULL, source TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (hour, source)) WITHOUT ROWID, STRICT;
CREATE TABLE traffic_cursor (next INTEGER NOT NULL) STRICT;
