-- A sale writes fewer pages: what the journal's own rules make unique needs no index, and its time, which only grows,
-- and its ids, which begin with it, are an index already.
DROP TRIGGER journal_entry_follows;
DROP TRIGGER journal_entry_stays;
DROP TRIGGER journal_entry_remains;
DROP TRIGGER sale_stays;
DROP TRIGGER sale_remains;
DROP TRIGGER sale_is_no_notice;
DROP TRIGGER notice_is_no_sale;

-- A hash follows from all that came before it, so no two entries have the same.
CREATE TABLE lean_entry (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    document_id TEXT NOT NULL CHECK (length(document_id) = 26),
    bytes BLOB NOT NULL CHECK (length(bytes) > 0),
    previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

INSERT INTO lean_entry SELECT sequence, document_id, bytes, previous_hash, hash, signature, key FROM journal_entry;
DROP TABLE journal_entry;
ALTER TABLE lean_entry RENAME TO journal_entry;

CREATE TABLE lean_sale (
    sequence INTEGER PRIMARY KEY REFERENCES journal_entry (sequence),
    document_id TEXT NOT NULL,
    till TEXT NOT NULL,
    temporary_number TEXT NOT NULL UNIQUE,
    idempotency_key TEXT NOT NULL UNIQUE,
    request_digest BLOB NOT NULL CHECK (length(request_digest) = 32),
    accepted_at_ms INTEGER NOT NULL,
    total_minor INTEGER NOT NULL CHECK (total_minor > 0),
    credits_sequence INTEGER REFERENCES sale (sequence) CHECK (credits_sequence < sequence)
) STRICT;

INSERT INTO lean_sale SELECT sequence, document_id, till, temporary_number, idempotency_key, request_digest,
    accepted_at_ms, total_minor, credits_sequence FROM sale;
DROP TABLE sale;
ALTER TABLE lean_sale RENAME TO sale;

CREATE INDEX sale_by_original ON sale (credits_sequence) WHERE credits_sequence IS NOT NULL;

CREATE TRIGGER journal_entry_follows BEFORE INSERT ON journal_entry
WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM journal_entry)
    OR NEW.previous_hash <> coalesce(
        (SELECT hash FROM journal_entry ORDER BY sequence DESC LIMIT 1), zeroblob(32))
BEGIN
    SELECT raise(ABORT, 'an entry follows the last one, in number and in hash');
END;

-- A sale that a pruning covers gives up its bytes, and nothing else of it changes.
CREATE TRIGGER journal_entry_stays BEFORE UPDATE ON journal_entry
WHEN NOT (NEW.bytes = x'00' AND NEW.sequence = OLD.sequence AND NEW.document_id = OLD.document_id
    AND NEW.previous_hash = OLD.previous_hash AND NEW.hash = OLD.hash AND NEW.signature = OLD.signature
    AND NEW.key = OLD.key AND EXISTS (SELECT 1 FROM sale WHERE sequence = OLD.sequence)
    AND EXISTS (SELECT 1 FROM notice WHERE through >= OLD.sequence))
BEGIN
    SELECT raise(ABORT, 'the journal is never changed');
END;

CREATE TRIGGER journal_entry_remains BEFORE DELETE ON journal_entry
BEGIN
    SELECT raise(ABORT, 'the journal is never shortened');
END;

-- Whoever looks a sale up by its time or its id halves the journal until it is found: neither may run backwards.
CREATE TRIGGER sale_follows BEFORE INSERT ON sale
WHEN EXISTS (SELECT 1 FROM (SELECT accepted_at_ms, document_id FROM sale ORDER BY sequence DESC LIMIT 1)
    WHERE accepted_at_ms > NEW.accepted_at_ms OR document_id >= NEW.document_id)
BEGIN
    SELECT raise(ABORT, 'a sale is not older than the one before it');
END;

CREATE TRIGGER sale_stays BEFORE UPDATE ON sale
BEGIN
    SELECT raise(ABORT, 'what was sold is never changed');
END;

CREATE TRIGGER sale_remains BEFORE DELETE ON sale
BEGIN
    SELECT raise(ABORT, 'what was sold is never forgotten');
END;

CREATE TRIGGER sale_is_no_notice BEFORE INSERT ON sale
WHEN EXISTS (SELECT 1 FROM notice WHERE sequence = NEW.sequence)
BEGIN
    SELECT raise(ABORT, 'an entry is a sale or a notice');
END;

CREATE TRIGGER notice_is_no_sale BEFORE INSERT ON notice
WHEN EXISTS (SELECT 1 FROM sale WHERE sequence = NEW.sequence)
BEGIN
    SELECT raise(ABORT, 'an entry is a sale or a notice');
END;

-- Numbers of events climb without a counter of their own: the newest event is never dropped.
CREATE TABLE lean_event (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    at_ms INTEGER NOT NULL
) STRICT;

INSERT INTO lean_event SELECT id, type, body, at_ms FROM event;
DROP TABLE event;
ALTER TABLE lean_event RENAME TO event;
