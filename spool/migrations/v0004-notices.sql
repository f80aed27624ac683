-- Entries that are no sale: another key or series from here on, or documents that gave up their bytes.
CREATE TABLE notice (
    sequence INTEGER PRIMARY KEY REFERENCES journal_entry (sequence),
    document_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('handover', 'pruning')),
    accepted_at_ms INTEGER NOT NULL,
    series TEXT UNIQUE CHECK (series GLOB
        '[BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ]'),
    key BLOB CHECK (length(key) = 32),
    through INTEGER REFERENCES journal_entry (sequence) CHECK (through < sequence),
    CHECK (CASE kind
        WHEN 'handover' THEN key IS NOT NULL AND through IS NULL
        ELSE key IS NULL AND series IS NULL AND through IS NOT NULL END)
) STRICT;

CREATE TRIGGER notice_is_no_sale BEFORE INSERT ON notice
WHEN EXISTS (SELECT 1 FROM sale WHERE sequence = NEW.sequence)
BEGIN
    SELECT raise(ABORT, 'an entry is a sale or a notice');
END;

CREATE TRIGGER sale_is_no_notice BEFORE INSERT ON sale
WHEN EXISTS (SELECT 1 FROM notice WHERE sequence = NEW.sequence)
BEGIN
    SELECT raise(ABORT, 'an entry is a sale or a notice');
END;

CREATE TRIGGER notice_stays BEFORE UPDATE ON notice
BEGIN
    SELECT raise(ABORT, 'a notice is never changed');
END;

CREATE TRIGGER notice_remains BEFORE DELETE ON notice
BEGIN
    SELECT raise(ABORT, 'a notice is never forgotten');
END;

-- A sale that a pruning covers gives up its bytes, and nothing else of it changes.
DROP TRIGGER journal_entry_stays;

CREATE TRIGGER journal_entry_stays BEFORE UPDATE ON journal_entry
WHEN NOT (NEW.bytes = x'00' AND NEW.sequence = OLD.sequence AND NEW.document_id = OLD.document_id
    AND NEW.previous_hash = OLD.previous_hash AND NEW.hash = OLD.hash AND NEW.signature = OLD.signature
    AND NEW.key = OLD.key AND EXISTS (SELECT 1 FROM sale WHERE sequence = OLD.sequence)
    AND EXISTS (SELECT 1 FROM notice WHERE through >= OLD.sequence))
BEGIN
    SELECT raise(ABORT, 'the journal is never changed');
END;

DROP TRIGGER fiscal_receipt_stays;

CREATE TRIGGER fiscal_receipt_stays BEFORE UPDATE ON fiscal_receipt
WHEN NOT (NEW.request = x'00' AND NEW.sequence = OLD.sequence AND NEW.invoice_number = OLD.invoice_number
    AND NEW.scu_id = OLD.scu_id AND NEW.receipt_number = OLD.receipt_number
    AND NEW.total_receipt_number = OLD.total_receipt_number AND NEW.internal_data = OLD.internal_data
    AND NEW.signature = OLD.signature AND NEW.signed_at_ms = OLD.signed_at_ms AND NEW.qr = OLD.qr
    AND NEW.stored_at_ms = OLD.stored_at_ms
    AND EXISTS (SELECT 1 FROM notice WHERE through >= OLD.sequence))
BEGIN
    SELECT raise(ABORT, 'a fiscal receipt is final');
END;

CREATE TRIGGER till_counter_begins BEFORE UPDATE ON till_counter
WHEN NEW.series <> OLD.series AND NEW.last <> 1
BEGIN
    SELECT raise(ABORT, 'a series begins at 1');
END;

-- That this file was put back from a backup: the series it must begin, and whether KRA was asked what it missed.
CREATE TABLE restoration (
    series TEXT PRIMARY KEY CHECK (series GLOB
        '[BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ][BCDFGHJKLMNPQRSTVWXZ]'),
    restored_at_ms INTEGER NOT NULL,
    begun INTEGER REFERENCES notice (sequence),
    reconciled_at_ms INTEGER CHECK (reconciled_at_ms IS NULL OR begun IS NOT NULL)
) STRICT;

-- Invoices that KRA has and this journal lost, as KRA named them.
CREATE TABLE lost_invoice (
    invoice_number INTEGER PRIMARY KEY CHECK (invoice_number > 0),
    remark TEXT,
    total_minor INTEGER,
    signed_at_ms INTEGER,
    found_at_ms INTEGER NOT NULL
) STRICT;

-- Counters that were not confirmed since a restore: the destination's next answer sets them.
CREATE TABLE open_counter (
    name TEXT PRIMARY KEY
) STRICT;
