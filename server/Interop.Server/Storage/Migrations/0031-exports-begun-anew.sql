-- How often an export that was under way has begun anew under another key, because bodies ended that it may have had (spec 8.15).
ALTER TABLE exports ADD COLUMN anew INTEGER NOT NULL DEFAULT 0;
