-- What KRA knows of the things that are sold. Another unit, class or tax letter is another item.
CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL,
    class TEXT NOT NULL,
    type TEXT NOT NULL,
    unit TEXT NOT NULL,
    package TEXT NOT NULL,
    origin TEXT NOT NULL,
    tax TEXT NOT NULL,
    name TEXT NOT NULL,
    price_minor INTEGER NOT NULL,
    code TEXT UNIQUE,
    balance_hundredths INTEGER NOT NULL DEFAULT 0,
    master_hundredths INTEGER,
    UNIQUE (sku, class, type, unit, package, origin, tax)
) STRICT;

-- A slip on its way to paper. An original is printed once.
CREATE TABLE print_job (
    id INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL REFERENCES journal_entry (sequence),
    paper TEXT NOT NULL CHECK (paper IN ('temporary', 'fiscal')),
    designation TEXT NOT NULL CHECK (designation IN ('original', 'copy')),
    printer TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'printing', 'done', 'failed')),
    error TEXT,
    asked_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER
) STRICT;

CREATE UNIQUE INDEX print_original_once ON print_job (sequence, paper) WHERE designation = 'original';
CREATE INDEX print_open ON print_job (id) WHERE state IN ('waiting', 'printing');

-- What happened, for whoever listens.
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    at_ms INTEGER NOT NULL
) STRICT;

-- The device's one initialisation with KRA: written down before it is tried.
CREATE TABLE device_registration (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    attempted_at_ms INTEGER NOT NULL,
    answered_at_ms INTEGER,
    answer BLOB,
    scu_id TEXT
) STRICT;

-- Sealed secrets and hashed tokens.
CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE token (
    id TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('till', 'technician', 'hq')),
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at_ms INTEGER NOT NULL,
    revoked_at_ms INTEGER
) STRICT;

-- Facts fetched from KRA that replace shipped defaults: code lists, clock skew.
CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT;
