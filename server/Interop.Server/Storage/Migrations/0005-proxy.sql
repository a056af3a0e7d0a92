-- Stamps: of this process's own signing, and of a proxy outside it ---------------------------------------------------------
-- wire: the stamp with the signatures over it and over its receipt, as JSON.
CREATE TABLE stamps (leaf INTEGER PRIMARY KEY, wire TEXT NOT NULL);

-- The body that is delivered in place of the record's own.
CREATE TABLE redactions (leaf INTEGER PRIMARY KEY, body BLOB NOT NULL);

-- Of a provider with a proxy outside it: holds that have ended here, until the proxy was told.
CREATE TABLE proxy_cancels (id INTEGER PRIMARY KEY, event TEXT NOT NULL, recipient TEXT NOT NULL);

-- The role proxy -----------------------------------------------------------------------------------------------------------
-- Whom it knows, by full user id.
CREATE TABLE people_hours (user TEXT PRIMARY KEY, calendar TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE people_groups (name TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (name, user)) WITHOUT ROWID;

-- What was asked once is answered the same again.
CREATE TABLE decisions (event TEXT NOT NULL, direction TEXT NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (event, direction)) WITHOUT ROWID;
CREATE TABLE decision_releases (event TEXT NOT NULL, recipient TEXT NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (event, recipient)) WITHOUT ROWID;

-- leaf: record of the decision. reviewed: release or block, once somebody has decided.
CREATE TABLE decision_holds (
  event TEXT NOT NULL, recipient TEXT NOT NULL, persona TEXT NOT NULL, reason TEXT NOT NULL, room TEXT NOT NULL, leaf INTEGER NOT NULL,
  reviewed TEXT, PRIMARY KEY (event, recipient)) WITHOUT ROWID;
CREATE INDEX decision_holds_recipient ON decision_holds(recipient, leaf);
CREATE INDEX decision_holds_leaf ON decision_holds(leaf);
CREATE TABLE hold_changes (id INTEGER PRIMARY KEY AUTOINCREMENT, status TEXT NOT NULL);
