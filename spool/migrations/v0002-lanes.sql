-- One destination's ordered line of work, as a person and the status page see it.
CREATE TABLE lane (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'waiting', 'broken', 'paused')),
    reason TEXT,
    next_attempt_at_ms INTEGER
) STRICT;

-- One document on one lane.
CREATE TABLE job (
    lane TEXT NOT NULL REFERENCES lane (name),
    sequence INTEGER NOT NULL REFERENCES journal_entry (sequence),
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'in_flight', 'done', 'parked', 'abandoned')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    stock_moved INTEGER NOT NULL DEFAULT 0 CHECK (stock_moved IN (0, 1)),
    finished_at_ms INTEGER,
    PRIMARY KEY (lane, sequence)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_open ON job (lane, sequence) WHERE state IN ('waiting', 'in_flight');
CREATE INDEX job_parked ON job (lane, sequence) WHERE state = 'parked';

CREATE TRIGGER job_done_stays BEFORE UPDATE ON job
WHEN OLD.state = 'done' AND NEW.state <> 'done'
BEGIN
    SELECT raise(ABORT, 'a finished job stays finished');
END;

-- Counters that move only when the destination accepts.
CREATE TABLE acceptance_counter (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL CHECK (last >= 0)
) STRICT;

-- What is under way to a destination: written down, with its number and exact bytes, before anything is sent.
CREATE TABLE write_in_flight (
    lane TEXT PRIMARY KEY REFERENCES lane (name),
    sequence INTEGER NOT NULL REFERENCES journal_entry (sequence),
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'item', 'stock_movement', 'stock_master')),
    number INTEGER CHECK (number > 0),
    body BLOB NOT NULL,
    effect TEXT NOT NULL CHECK (json_valid(effect)),
    sends INTEGER NOT NULL DEFAULT 0 CHECK (sends >= 0),
    written_at_ms INTEGER NOT NULL
) STRICT;

-- Something only a person can put right.
CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    lane TEXT REFERENCES lane (name),
    sequence INTEGER REFERENCES journal_entry (sequence),
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL CHECK (json_valid(evidence)),
    action TEXT NOT NULL,
    raised_at_ms INTEGER NOT NULL,
    resolved_at_ms INTEGER,
    resolution TEXT
) STRICT;

CREATE UNIQUE INDEX task_open ON task (coalesce(lane, ''), coalesce(sequence, 0), code) WHERE resolved_at_ms IS NULL;
