-- +goose Up

-- The processes that had this data, one after the other. What they tell of
-- themselves is in ms since they started, by their own steady clock.
CREATE TABLE boot (
    id      INTEGER PRIMARY KEY,
    started INTEGER NOT NULL,      -- ms since 1970
    beat    INTEGER NOT NULL,      -- its last sign of life
    stalls  TEXT NOT NULL          -- when it stood still: [[from, to], …], JSON
) STRICT;

ALTER TABLE room ADD COLUMN boot INTEGER REFERENCES boot; -- that stored the newest event
ALTER TABLE room ADD COLUMN turned INTEGER NOT NULL DEFAULT 0; -- … and when it stored what the clocks show
