-- +goose Up

-- Facts about this data as a whole. epoch: a random id; positions that clients
-- hold are meaningless in another epoch.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Everybody who ever acted, sat or was told something, so that the other tables
-- hold a small number instead of a UUID. The house is here without being a person.
CREATE TABLE who (
    key INTEGER PRIMARY KEY,
    id  TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE person (
    key      INTEGER PRIMARY KEY REFERENCES who,
    nick     TEXT NOT NULL,        -- '' once given up
    skeleton TEXT UNIQUE,          -- NULL once given up
    token    BLOB NOT NULL UNIQUE, -- SHA-256 of the secret
    here     INTEGER NOT NULL,
    seen     INTEGER NOT NULL      -- ms since 1970
) STRICT;
CREATE INDEX person_here ON person (key) WHERE here = 1;

CREATE TABLE room (
    key      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    pos      INTEGER NOT NULL,     -- the fence: position of the newest event
    unlisted INTEGER NOT NULL,
    finished INTEGER,              -- ms since 1970; NULL while there is no result
    white    INTEGER REFERENCES who,
    black    INTEGER REFERENCES who,
    ply      INTEGER NOT NULL,
    summary  TEXT NOT NULL         -- the room as lists show it, JSON
) STRICT;
CREATE INDEX room_unfinished ON room (key) WHERE finished IS NULL;
CREATE INDEX room_white ON room (white) WHERE finished IS NULL;
CREATE INDEX room_black ON room (black) WHERE finished IS NULL;
CREATE INDEX room_finished ON room (finished) WHERE finished IS NOT NULL AND unlisted = 0;

CREATE TABLE event (
    room   INTEGER NOT NULL REFERENCES room,
    stream INTEGER NOT NULL,       -- 0 game, 1 chat, -k the whispers of who k
    n      INTEGER NOT NULL,
    pos    INTEGER NOT NULL,
    actor  INTEGER REFERENCES who, -- NULL: the room itself
    kind   TEXT NOT NULL,
    at     INTEGER NOT NULL,       -- ms since 1970
    body   BLOB NOT NULL,
    PRIMARY KEY (room, stream, n)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_pos ON event (room, pos);

CREATE TABLE command (
    actor  INTEGER NOT NULL REFERENCES who,
    cid    BLOB NOT NULL,          -- 16 bytes
    hash   BLOB NOT NULL,          -- 16 bytes
    room   INTEGER REFERENCES room, -- NULL: a command of the lobby
    stream INTEGER NOT NULL,       -- as in event; 2 is the notices of actor
    n      INTEGER NOT NULL,
    PRIMARY KEY (actor, cid)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
    person INTEGER NOT NULL REFERENCES who,
    n      INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    at     INTEGER NOT NULL,       -- ms since 1970
    body   BLOB NOT NULL,
    PRIMARY KEY (person, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE seek (
    key     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    seeker  INTEGER NOT NULL REFERENCES who,
    nick    TEXT NOT NULL,
    base    INTEGER NOT NULL,      -- seconds
    inc     INTEGER NOT NULL,      -- seconds
    side    TEXT NOT NULL,
    at      INTEGER NOT NULL       -- ms since 1970
) STRICT;
CREATE INDEX seek_seeker ON seek (seeker);
