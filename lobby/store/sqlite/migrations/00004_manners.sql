-- +goose Up

-- Whom each person has blocked.
CREATE TABLE block (
    blocker INTEGER NOT NULL REFERENCES who,
    whom    INTEGER NOT NULL REFERENCES who,
    nick    TEXT NOT NULL,         -- of whom, then
    at      INTEGER NOT NULL,      -- ms since 1970
    PRIMARY KEY (blocker, whom)
) STRICT, WITHOUT ROWID;

-- What people reported to the operator, with the lines around it as they were
-- told. A line is reported by each person once.
CREATE TABLE report (
    key      INTEGER PRIMARY KEY,
    reporter INTEGER NOT NULL REFERENCES who,
    nick     TEXT NOT NULL,        -- of the reporter, then
    room     INTEGER NOT NULL REFERENCES room,
    stream   INTEGER NOT NULL,     -- as in event
    line     INTEGER NOT NULL,     -- its number in stream
    reason   TEXT NOT NULL,
    at       INTEGER NOT NULL,     -- ms since 1970
    evidence TEXT NOT NULL,        -- events as they are sent, JSON
    UNIQUE (reporter, room, stream, line)
) STRICT;
