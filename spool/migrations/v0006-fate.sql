-- What is known of a write that is under way. Of one that an older program wrote down nobody knows.
ALTER TABLE write_in_flight ADD COLUMN fate TEXT NOT NULL DEFAULT 'unknown'
    CHECK (fate IN ('sending', 'unknown', 'not_taken'));
