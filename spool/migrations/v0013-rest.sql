-- Documents that were posted before their fiscal receipts were there: they are taken up once more when they are.
CREATE TABLE books_receipt_due (
    document INTEGER PRIMARY KEY REFERENCES books_document (id)
) STRICT;

INSERT INTO books_receipt_due
SELECT d.id FROM books_document d JOIN books_connection c ON c.lane = d.lane
WHERE d.state = 'done' AND c.settings ->> '$.after' = 'none'
    AND NOT EXISTS (SELECT 1 FROM books_record r WHERE r.document = d.id AND r.kind IN ('attachment', 'note'));

DROP TRIGGER books_document_done_stays;
CREATE TRIGGER books_document_done_stays BEFORE UPDATE ON books_document
WHEN OLD.state = 'done' AND NEW.state <> 'done'
    AND NOT (NEW.state = 'ready' AND (
        EXISTS (SELECT 1 FROM books_receipt_due r WHERE r.document = OLD.id)
        OR EXISTS (
            SELECT 1 FROM books_conflict c
            WHERE c.document = OLD.id AND c.state = 'ours' AND c.answered_by = 'person'
                AND c.kind IN ('deleted', 'voided', 'payment'))))
BEGIN
    SELECT raise(ABORT, 'a posted document stays posted');
END;

-- Why a document that is ready rests until its time: a code, and a sentence for a person.
ALTER TABLE books_document ADD COLUMN rest_code TEXT;
ALTER TABLE books_document ADD COLUMN rest_reason TEXT CHECK ((rest_reason IS NULL) = (rest_code IS NULL));

-- Whether a job that is forced has closed its sums: what is sold later follows the usual rules.
ALTER TABLE sync_job ADD COLUMN sums_closed INTEGER NOT NULL DEFAULT 0 CHECK (sums_closed IN (0, 1));

-- How far a job was when it ended. Jobs that ended before this table was there have no row.
CREATE TABLE sync_job_end (
    job INTEGER PRIMARY KEY REFERENCES sync_job (id),
    posted INTEGER NOT NULL CHECK (posted >= 0),
    to_go INTEGER NOT NULL CHECK (to_go >= 0),
    waiting INTEGER NOT NULL CHECK (waiting >= 0),
    given_up INTEGER NOT NULL CHECK (given_up >= 0),
    collecting INTEGER NOT NULL CHECK (collecting >= 0)
) STRICT;

CREATE TRIGGER sync_job_end_stays BEFORE UPDATE ON sync_job_end
BEGIN
    SELECT raise(ABORT, 'what was asked, and how it ended, is history');
END;

-- What was given up, or never was for a company's books, is counted apart from what is done.
CREATE INDEX job_given_up ON job (lane, sequence) WHERE state = 'abandoned';
CREATE INDEX books_document_given_up ON books_document (lane, id) WHERE state = 'abandoned';
