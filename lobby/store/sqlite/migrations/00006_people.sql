-- +goose Up

-- How strong people are at each speed.
CREATE TABLE rating (
    person INTEGER NOT NULL REFERENCES who,
    speed  TEXT NOT NULL,          -- the name that the game gives it
    value  INTEGER NOT NULL,
    PRIMARY KEY (person, speed)
) STRICT, WITHOUT ROWID;

-- Who is in no list of people.
CREATE TABLE hidden (
    person INTEGER PRIMARY KEY REFERENCES who,
    at     INTEGER NOT NULL        -- since when, ms since 1970
) STRICT;

-- The games of one person, newest first.
CREATE INDEX room_as_white ON room (white) WHERE black IS NOT NULL;
CREATE INDEX room_as_black ON room (black) WHERE white IS NOT NULL;
