-- Why a sync job was ended, where nobody cancelled it: its company was removed.
ALTER TABLE sync_job ADD COLUMN reason TEXT CHECK (reason IS NULL OR state = 'cancelled');
