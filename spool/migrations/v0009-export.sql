-- Where exports go: a profile, and a company's books by a name that a person chose. No sale goes there twice unasked.
CREATE TABLE export_ledger (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL CHECK (profile <> ''),
    target TEXT NOT NULL CHECK (target <> ''),
    UNIQUE (profile, target)
) STRICT;

-- One export: what was asked, what came of it, and the profile as it was, so that the same bytes can be made again.
CREATE TABLE export_batch (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 26),
    ledger INTEGER NOT NULL REFERENCES export_ledger (id),
    profile_text TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
    from_day TEXT NOT NULL CHECK (length(from_day) = 10),
    to_day TEXT NOT NULL CHECK (length(to_day) = 10 AND to_day >= from_day),
    is_repeat INTEGER NOT NULL CHECK (is_repeat IN (0, 1)),
    created_at_ms INTEGER NOT NULL,
    documents INTEGER NOT NULL CHECK (documents > 0),
    net_minor INTEGER NOT NULL,
    vat_minor TEXT NOT NULL CHECK (json_valid(vat_minor)),
    gross_minor INTEGER NOT NULL,
    imported_at_ms INTEGER
) STRICT;

CREATE TABLE export_file (
    batch INTEGER NOT NULL REFERENCES export_batch (number),
    place INTEGER NOT NULL CHECK (place >= 0),
    name TEXT NOT NULL,
    rows INTEGER NOT NULL CHECK (rows >= 0),
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    PRIMARY KEY (batch, place),
    UNIQUE (batch, name)
) STRICT, WITHOUT ROWID;

-- Which sale left in which batch, and whether its fiscal receipt left with it.
CREATE TABLE export_sale (
    batch INTEGER NOT NULL REFERENCES export_batch (number),
    sequence INTEGER NOT NULL REFERENCES sale (sequence),
    ledger INTEGER NOT NULL REFERENCES export_ledger (id),
    is_repeat INTEGER NOT NULL CHECK (is_repeat IN (0, 1)),
    is_fiscal INTEGER NOT NULL CHECK (is_fiscal IN (0, 1)),
    PRIMARY KEY (batch, sequence)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX export_once ON export_sale (ledger, sequence) WHERE is_repeat = 0;

CREATE TRIGGER export_batch_stays BEFORE UPDATE ON export_batch
WHEN NEW.number IS NOT OLD.number OR NEW.id IS NOT OLD.id OR NEW.ledger IS NOT OLD.ledger
    OR NEW.profile_text IS NOT OLD.profile_text OR NEW.format IS NOT OLD.format OR NEW.documents IS NOT OLD.documents
    OR NEW.net_minor IS NOT OLD.net_minor OR NEW.vat_minor IS NOT OLD.vat_minor
    OR NEW.gross_minor IS NOT OLD.gross_minor OR NEW.created_at_ms IS NOT OLD.created_at_ms
BEGIN
    SELECT RAISE(ABORT, 'an export is history');
END;

CREATE TRIGGER export_batch_is_kept BEFORE DELETE ON export_batch BEGIN
    SELECT RAISE(ABORT, 'an export is history');
END;

CREATE TRIGGER export_file_stays BEFORE UPDATE ON export_file BEGIN
    SELECT RAISE(ABORT, 'an export is history');
END;

CREATE TRIGGER export_file_is_kept BEFORE DELETE ON export_file BEGIN
    SELECT RAISE(ABORT, 'an export is history');
END;

CREATE TRIGGER export_sale_stays BEFORE UPDATE ON export_sale BEGIN
    SELECT RAISE(ABORT, 'an export is history');
END;

CREATE TRIGGER export_sale_is_kept BEFORE DELETE ON export_sale BEGIN
    SELECT RAISE(ABORT, 'an export is history');
END;
