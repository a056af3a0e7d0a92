-- Every declaration that was ever in force, the last one being it: a version is never used again for another one.
-- declaration: SupervisionDeclaration with its texts, as JSON.
CREATE TABLE supervision (id INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE, declaration TEXT NOT NULL);

-- The declarations that stand in the room's state, one per organisation, without texts, as JSON.
ALTER TABLE rooms ADD COLUMN supervision TEXT;
