-- A company whose books this shop keeps; its lane bears the same name.
CREATE TABLE books_connection (
    lane TEXT PRIMARY KEY REFERENCES lane (name),
    provider TEXT NOT NULL CHECK (provider IN ('quickbooks', 'xero')),
    company TEXT NOT NULL,
    title TEXT NOT NULL,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    state TEXT NOT NULL DEFAULT 'connected' CHECK (state IN ('connected', 'needs_reconnect', 'removed')),
    connected_at_ms INTEGER NOT NULL,
    -- When a refresh of its grant was begun that is not answered yet: the next start sends the same again.
    refresh_begun_at_ms INTEGER,
    UNIQUE (provider, company)
) STRICT;

-- How sales are put into a company's books. A change is a further version; undoing one is a further version too.
CREATE TABLE books_mapping (
    lane TEXT NOT NULL REFERENCES books_connection (lane),
    version INTEGER NOT NULL CHECK (version > 0),
    body TEXT NOT NULL CHECK (json_valid(body)),
    made_by TEXT NOT NULL,
    made_at_ms INTEGER NOT NULL,
    PRIMARY KEY (lane, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER books_mapping_stays BEFORE UPDATE ON books_mapping
BEGIN
    SELECT raise(ABORT, 'a version of a mapping is never changed');
END;

-- What a company answered of its accounts, tax codes and so on, until it is asked again.
CREATE TABLE books_fact (
    lane TEXT NOT NULL REFERENCES books_connection (lane),
    question TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (lane, question)
) STRICT, WITHOUT ROWID;

-- What is posted: one sale, or a day's anonymous ones together.
CREATE TABLE books_document (
    id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL REFERENCES books_connection (lane),
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'summary')),
    number TEXT NOT NULL,
    day TEXT NOT NULL CHECK (length(day) = 10),
    is_credit INTEGER NOT NULL CHECK (is_credit IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('open', 'ready', 'done', 'parked', 'abandoned')),
    not_before_ms INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    finished_at_ms INTEGER,
    UNIQUE (lane, number)
) STRICT;

-- A day collects its anonymous sales in one document until it is closed; what comes later begins another.
CREATE UNIQUE INDEX books_document_open ON books_document (lane, day, is_credit) WHERE state = 'open';
CREATE INDEX books_document_ready ON books_document (lane, id) WHERE state = 'ready';

CREATE TRIGGER books_document_done_stays BEFORE UPDATE ON books_document
WHEN OLD.state = 'done' AND NEW.state <> 'done'
BEGIN
    SELECT raise(ABORT, 'a posted document stays posted');
END;

-- Which sales a document is made of; a sale is in one, and stays in it.
CREATE TABLE books_member (
    lane TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES books_document (id),
    PRIMARY KEY (lane, sequence),
    FOREIGN KEY (lane, sequence) REFERENCES job (lane, sequence)
) STRICT, WITHOUT ROWID;

CREATE INDEX books_member_by_document ON books_member (document, sequence);

CREATE TRIGGER books_member_stays BEFORE UPDATE ON books_member
BEGIN
    SELECT raise(ABORT, 'a sale is put into the books once');
END;

CREATE TRIGGER books_member_joins BEFORE INSERT ON books_member
WHEN (SELECT state FROM books_document WHERE id = NEW.document) NOT IN ('open', 'ready')
    OR ((SELECT kind FROM books_document WHERE id = NEW.document) = 'summary'
        AND (SELECT state FROM books_document WHERE id = NEW.document) <> 'open')
BEGIN
    SELECT raise(ABORT, 'a document that is closed takes no further sale');
END;

-- What must be at the company once: written down with its exact body before the first byte leaves.
CREATE TABLE books_record (
    id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL REFERENCES books_connection (lane),
    -- The document that it belongs to; nothing for customers and items, which many share.
    document INTEGER REFERENCES books_document (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'customer', 'item', 'document', 'payment', 'allocation', 'attachment', 'note')),
    -- Our own key of it: the same key is never made twice.
    local_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sending', 'unclear', 'refused', 'kept')),
    -- A body that had to change, or a window that has passed, begins another generation with another key.
    generation INTEGER NOT NULL CHECK (generation > 0),
    body TEXT NOT NULL CHECK (json_valid(body)),
    first_sent_at_ms INTEGER NOT NULL,
    -- Of this start of the program: only within one can a clock say how long ago something was sent.
    run INTEGER NOT NULL,
    sends INTEGER NOT NULL DEFAULT 1 CHECK (sends > 0),
    misses INTEGER NOT NULL DEFAULT 0 CHECK (misses >= 0),
    kept TEXT CHECK (kept IS NULL OR json_valid(kept)),
    UNIQUE (lane, kind, local_key),
    CHECK ((state = 'kept') = (kept IS NOT NULL))
) STRICT;

CREATE INDEX books_record_by_document ON books_record (document) WHERE document IS NOT NULL;

-- A customer or an item may go from the books, by somebody's hand; a document that was posted is never posted again.
CREATE TRIGGER books_record_kept_stays BEFORE UPDATE ON books_record
WHEN OLD.state = 'kept' AND OLD.kind NOT IN ('customer', 'item') AND (NEW.state <> 'kept' OR NEW.generation <> OLD.generation)
BEGIN
    SELECT raise(ABORT, 'what the books have is not sent again');
END;

CREATE TRIGGER books_record_remains BEFORE DELETE ON books_record
WHEN OLD.state IN ('kept', 'sending', 'unclear')
BEGIN
    SELECT raise(ABORT, 'what was sent to the books is not forgotten');
END;

-- How many calls a company was made in which stretch of time; a restart does not forget them.
CREATE TABLE books_call_window (
    lane TEXT NOT NULL REFERENCES books_connection (lane),
    name TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    PRIMARY KEY (lane, name)
) STRICT, WITHOUT ROWID;

-- Every exchange with a company, secrets removed.
CREATE TABLE sync_log (
    id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    what TEXT NOT NULL,
    local_key TEXT,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    request TEXT,
    status INTEGER,
    response TEXT,
    took_ms INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    external_id TEXT,
    error TEXT
) STRICT;

CREATE INDEX sync_log_by_lane ON sync_log (lane, id);
