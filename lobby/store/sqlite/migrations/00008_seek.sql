-- +goose Up

-- A seek for one person is a challenge. What a seek may ask for beside its clocks.
ALTER TABLE seek ADD COLUMN whom INTEGER REFERENCES who;      -- NULL: everybody
ALTER TABLE seek ADD COLUMN whom_nick TEXT NOT NULL DEFAULT ''; -- then
ALTER TABLE seek ADD COLUMN rated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seek ADD COLUMN low INTEGER NOT NULL DEFAULT 0;   -- the least rating of who takes it; 0: any
ALTER TABLE seek ADD COLUMN high INTEGER NOT NULL DEFAULT 0;  -- the greatest
ALTER TABLE seek ADD COLUMN confirm INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seek ADD COLUMN rating INTEGER NOT NULL DEFAULT 0; -- of the seeker, then; 0: none
ALTER TABLE seek ADD COLUMN fen TEXT NOT NULL DEFAULT '';     -- '' for the usual start
ALTER TABLE seek ADD COLUMN chat TEXT NOT NULL DEFAULT '';
ALTER TABLE seek ADD COLUMN delay INTEGER NOT NULL DEFAULT 0; -- seconds

-- Who would take a seek whose seeker wants to choose.
CREATE TABLE answer (
    seek        INTEGER NOT NULL REFERENCES seek,
    who         INTEGER NOT NULL REFERENCES who,
    nick        TEXT NOT NULL,     -- then
    rating      INTEGER NOT NULL,  -- then; 0: none
    at          INTEGER NOT NULL,  -- ms since 1970
    turned_down INTEGER NOT NULL,
    PRIMARY KEY (seek, who)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_who ON answer (who) WHERE turned_down = 0;
