-- A thing on the counter. It is known by the serial number that it tells, not by the port where it was last found.
CREATE TABLE device (
    name TEXT PRIMARY KEY,
    profile TEXT NOT NULL,
    place TEXT NOT NULL,
    speed INTEGER,
    serial TEXT,
    firmware TEXT,
    added_at_ms INTEGER NOT NULL
) STRICT;

-- What a control unit was at when the power went: kept before a document is opened and before it is closed.
CREATE TABLE control_unit_work (
    sequence INTEGER PRIMARY KEY REFERENCES journal_entry (sequence),
    device TEXT NOT NULL,
    journal TEXT NOT NULL CHECK (json_valid(journal))
) STRICT;

-- Whether paper of a job may have come out although nothing proved it: what is printed for it then says COPY.
ALTER TABLE print_job ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0 CHECK (doubts >= 0);

-- A device has tasks of its own, one of each kind.
ALTER TABLE task ADD COLUMN device TEXT;

DROP INDEX task_open;

CREATE UNIQUE INDEX task_open ON task (coalesce(lane, ''), coalesce(sequence, 0), coalesce(device, ''), code)
    WHERE resolved_at_ms IS NULL;
