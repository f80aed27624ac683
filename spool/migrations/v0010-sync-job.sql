-- What a person asked to be put into a company's books: the selection exactly as asked, and what became of the asking.
-- How far it has come is told by the documents' own rows, and is written down nowhere else.
CREATE TABLE sync_job (
    id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL REFERENCES books_connection (lane),
    asked_by TEXT NOT NULL,
    asked_at_ms INTEGER NOT NULL,
    selection TEXT NOT NULL CHECK (json_valid(selection)),
    is_forced INTEGER NOT NULL CHECK (is_forced IN (0, 1)),
    -- Whether sales that it names are taken in from before the books begin.
    takes_earlier INTEGER NOT NULL CHECK (takes_earlier IN (0, 1)),
    -- Documents of the selection that the books had already.
    already INTEGER NOT NULL DEFAULT 0 CHECK (already >= 0),
    -- The job whose rest this one takes up.
    retries INTEGER REFERENCES sync_job (id),
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled')),
    finished_at_ms INTEGER,
    CHECK ((state = 'running') = (finished_at_ms IS NULL))
) STRICT;

CREATE INDEX sync_job_by_lane ON sync_job (lane, id);
CREATE INDEX sync_job_running ON sync_job (lane, id) WHERE state = 'running';

CREATE TRIGGER sync_job_stays BEFORE UPDATE ON sync_job
WHEN OLD.state <> 'running' OR NEW.id IS NOT OLD.id OR NEW.lane IS NOT OLD.lane OR NEW.selection IS NOT OLD.selection
    OR NEW.asked_by IS NOT OLD.asked_by OR NEW.asked_at_ms IS NOT OLD.asked_at_ms
    OR NEW.is_forced IS NOT OLD.is_forced OR NEW.takes_earlier IS NOT OLD.takes_earlier OR NEW.already IS NOT OLD.already
    OR NEW.retries IS NOT OLD.retries
BEGIN
    SELECT raise(ABORT, 'what was asked, and how it ended, is history');
END;

CREATE TRIGGER sync_job_is_kept BEFORE DELETE ON sync_job
BEGIN
    SELECT raise(ABORT, 'what was asked, and how it ended, is history');
END;

-- What a job is about: the first sale of each document, and each sale that no document had yet.
CREATE TABLE sync_job_sale (
    job INTEGER NOT NULL REFERENCES sync_job (id),
    sequence INTEGER NOT NULL REFERENCES sale (sequence),
    PRIMARY KEY (job, sequence)
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_job_sale_by_sequence ON sync_job_sale (sequence);

-- Documents that waited for a person and that a job set going: a job that is cancelled gives them back with their task.
CREATE TABLE sync_job_forced (
    job INTEGER NOT NULL REFERENCES sync_job (id),
    document INTEGER NOT NULL REFERENCES books_document (id),
    task INTEGER REFERENCES task (id),
    -- How its records stood: where they still do, nothing of it was begun since.
    standing TEXT NOT NULL,
    PRIMARY KEY (job, document)
) STRICT, WITHOUT ROWID;
