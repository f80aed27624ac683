-- The journal: what was sold, in order, sealed. It only grows.
CREATE TABLE journal_entry (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    document_id TEXT NOT NULL UNIQUE CHECK (length(document_id) = 26),
    bytes BLOB NOT NULL CHECK (length(bytes) > 0),
    previous_hash BLOB NOT NULL UNIQUE CHECK (length(previous_hash) = 32),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

CREATE TRIGGER journal_entry_follows BEFORE INSERT ON journal_entry
WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM journal_entry)
    OR NEW.previous_hash <> coalesce(
        (SELECT hash FROM journal_entry ORDER BY sequence DESC LIMIT 1), zeroblob(32))
BEGIN
    SELECT raise(ABORT, 'an entry follows the last one, in number and in hash');
END;

CREATE TRIGGER journal_entry_stays BEFORE UPDATE ON journal_entry
BEGIN
    SELECT raise(ABORT, 'the journal is never changed');
END;

CREATE TRIGGER journal_entry_remains BEFORE DELETE ON journal_entry
BEGIN
    SELECT raise(ABORT, 'the journal is never shortened');
END;

-- What is looked up of an entry without opening its bytes.
CREATE TABLE sale (
    sequence INTEGER PRIMARY KEY REFERENCES journal_entry (sequence),
    document_id TEXT NOT NULL UNIQUE,
    till TEXT NOT NULL,
    temporary_number TEXT NOT NULL UNIQUE,
    idempotency_key TEXT NOT NULL UNIQUE,
    request_digest BLOB NOT NULL CHECK (length(request_digest) = 32),
    accepted_at_ms INTEGER NOT NULL,
    total_minor INTEGER NOT NULL CHECK (total_minor > 0),
    credits_sequence INTEGER REFERENCES sale (sequence) CHECK (credits_sequence < sequence)
) STRICT;

CREATE INDEX sale_by_original ON sale (credits_sequence) WHERE credits_sequence IS NOT NULL;
CREATE INDEX sale_by_time ON sale (accepted_at_ms);

CREATE TRIGGER sale_stays BEFORE UPDATE ON sale
BEGIN
    SELECT raise(ABORT, 'what was sold is never changed');
END;

CREATE TRIGGER sale_remains BEFORE DELETE ON sale
BEGIN
    SELECT raise(ABORT, 'what was sold is never forgotten');
END;

-- The last temporary number of each till; a number is given once and in order.
CREATE TABLE till_counter (
    till TEXT PRIMARY KEY,
    series TEXT NOT NULL DEFAULT '',
    last INTEGER NOT NULL CHECK (last > 0)
) STRICT;

CREATE TRIGGER till_counter_climbs BEFORE UPDATE ON till_counter
WHEN NEW.series = OLD.series AND NEW.last <> OLD.last + 1
BEGIN
    SELECT raise(ABORT, 'temporary numbers are given one after the other');
END;

-- KRA's answer to a sale, beside its entry and as final as it.
CREATE TABLE fiscal_receipt (
    sequence INTEGER PRIMARY KEY REFERENCES journal_entry (sequence),
    invoice_number INTEGER NOT NULL UNIQUE CHECK (invoice_number > 0),
    scu_id TEXT NOT NULL,
    receipt_number TEXT NOT NULL,
    total_receipt_number TEXT NOT NULL,
    internal_data TEXT NOT NULL,
    signature TEXT NOT NULL,
    signed_at_ms INTEGER NOT NULL,
    qr TEXT NOT NULL,
    request BLOB NOT NULL,
    stored_at_ms INTEGER NOT NULL
) STRICT;

CREATE TRIGGER fiscal_receipt_stays BEFORE UPDATE ON fiscal_receipt
BEGIN
    SELECT raise(ABORT, 'a fiscal receipt is final');
END;

CREATE TRIGGER fiscal_receipt_remains BEFORE DELETE ON fiscal_receipt
BEGIN
    SELECT raise(ABORT, 'a fiscal receipt is final');
END;
