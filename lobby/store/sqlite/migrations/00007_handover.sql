-- +goose Up

-- Secrets beside that in person: each is a device that came by a handover.
CREATE TABLE device (
    key    INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person,
    token  BLOB NOT NULL UNIQUE,   -- SHA-256 of the secret
    at     INTEGER NOT NULL        -- ms since 1970
) STRICT;
CREATE INDEX device_person ON device (person);

-- The code that a person may go on with on another device. There is one at most.
CREATE TABLE handover (
    person INTEGER PRIMARY KEY REFERENCES person,
    code   BLOB NOT NULL UNIQUE,   -- SHA-256 of what was shown
    room   TEXT NOT NULL,          -- where they were; '' is nowhere
    until  INTEGER NOT NULL        -- ms since 1970
) STRICT;
