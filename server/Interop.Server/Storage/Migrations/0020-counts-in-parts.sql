-- How many parts of a count have come: a part is added once, in order.
ALTER TABLE native_counts ADD COLUMN parts INTEGER NOT NULL DEFAULT 1;
