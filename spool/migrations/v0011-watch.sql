-- How far a company's changes were read, by the provider's own clock, and when it was last compared with ours.
CREATE TABLE books_watch (
    lane TEXT PRIMARY KEY REFERENCES books_connection (lane),
    -- The provider's time from which the next reading begins; none before the first.
    cursor_ms INTEGER,
    -- By our clock, which only says when to read again.
    read_at_ms INTEGER,
    -- Set where deletions may have been missed: the next comparison goes back to this day.
    gap_from TEXT CHECK (gap_from IS NULL OR length(gap_from) = 10),
    -- The last night's comparison that came to its end.
    compared_on TEXT CHECK (compared_on IS NULL OR length(compared_on) = 10)
) STRICT, WITHOUT ROWID;

-- A document of ours that stands otherwise in the books than it was posted, and what came of it.
CREATE TABLE books_conflict (
    id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL REFERENCES books_connection (lane),
    document INTEGER NOT NULL REFERENCES books_document (id),
    kind TEXT NOT NULL CHECK (kind IN ('amounts', 'deleted', 'voided', 'payment', 'number')),
    -- Our record that it is about.
    record_kind TEXT NOT NULL,
    local_key TEXT NOT NULL,
    -- The provider's id of what stands there, or stood.
    external_id TEXT NOT NULL,
    ours TEXT NOT NULL CHECK (json_valid(ours)),
    theirs TEXT NOT NULL CHECK (json_valid(theirs)),
    seen_at_ms INTEGER NOT NULL,
    -- Just seen; a person is asked; ours is to be put back; or over.
    state TEXT NOT NULL DEFAULT 'seen' CHECK (state IN ('seen', 'asked', 'ours', 'settled')),
    answered_by TEXT CHECK (answered_by IN ('rule', 'person')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- What stands there counts; what the receipt says was put back; it stood rightly again by itself; it is posted again.
    outcome TEXT CHECK (outcome IN ('theirs', 'ours', 'mended', 'posted_again')),
    settled_at_ms INTEGER,
    CHECK ((state = 'settled') = (outcome IS NOT NULL)),
    CHECK ((state = 'settled') = (settled_at_ms IS NOT NULL))
) STRICT;

CREATE INDEX books_conflict_open ON books_conflict (lane, id) WHERE state <> 'settled';
CREATE INDEX books_conflict_by_document ON books_conflict (document, id);

CREATE TRIGGER books_conflict_settled_stays BEFORE UPDATE ON books_conflict
WHEN OLD.state = 'settled'
BEGIN
    SELECT raise(ABORT, 'what came of a conflict stays');
END;

-- A comparison of our documents with the company's.
CREATE TABLE books_comparison (
    id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL REFERENCES books_connection (lane),
    from_day TEXT NOT NULL CHECK (length(from_day) = 10),
    to_day TEXT NOT NULL CHECK (length(to_day) = 10),
    begun_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
    reason TEXT,
    -- Counts and sums of both sides by day and type.
    days TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(days))
) STRICT;

CREATE INDEX books_comparison_by_lane ON books_comparison (lane, id);

CREATE TABLE books_finding (
    comparison INTEGER NOT NULL REFERENCES books_comparison (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN (
        'missing', 'stranger', 'total', 'tax', 'several', 'deleted', 'voided', 'changed')),
    -- The same finding has the same key whenever it is found.
    key TEXT NOT NULL,
    number TEXT,
    day TEXT,
    external_id TEXT,
    ours TEXT,
    theirs TEXT,
    is_new INTEGER NOT NULL CHECK (is_new IN (0, 1)),
    PRIMARY KEY (comparison, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX books_finding_by_key ON books_finding (key);

-- What the company has is found by the provider's id of it.
CREATE INDEX books_record_by_external_id ON books_record (lane, kept ->> '$.id') WHERE kept IS NOT NULL;

-- As before, but where a person said of a document or a payment that is gone there that it is to be posted again: then
-- it begins one further generation, whose key is another.
DROP TRIGGER books_record_kept_stays;
CREATE TRIGGER books_record_kept_stays BEFORE UPDATE ON books_record
WHEN OLD.state = 'kept' AND OLD.kind NOT IN ('customer', 'item')
    AND (NEW.state <> 'kept' OR NEW.generation <> OLD.generation)
    AND NOT (NEW.state IN ('unclear', 'refused') AND NEW.generation = OLD.generation + 1 AND EXISTS (
        SELECT 1 FROM books_conflict c
        WHERE c.document = OLD.document AND c.state = 'ours' AND c.answered_by = 'person'
            AND (c.kind IN ('deleted', 'voided')
                OR c.kind = 'payment' AND c.record_kind = OLD.kind AND c.local_key = OLD.local_key)))
BEGIN
    SELECT raise(ABORT, 'what the books have is not sent again');
END;

DROP TRIGGER books_document_done_stays;
CREATE TRIGGER books_document_done_stays BEFORE UPDATE ON books_document
WHEN OLD.state = 'done' AND NEW.state <> 'done'
    AND NOT (NEW.state = 'ready' AND EXISTS (
        SELECT 1 FROM books_conflict c
        WHERE c.document = OLD.id AND c.state = 'ours' AND c.answered_by = 'person'
            AND c.kind IN ('deleted', 'voided', 'payment')))
BEGIN
    SELECT raise(ABORT, 'a posted document stays posted');
END;
