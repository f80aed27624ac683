#ifndef RISITI_SQLITE_H
#define RISITI_SQLITE_H

#include <sqlite3.h>

/// Lets a connection close without folding the log into the file. In C because the function is variadic.
static inline int risiti_sqlite_leave_log(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

/// Writes every byte of a connection's log again where it stands, and syncs it; the caller holds the writer's lock.
/// In C because the table of a file's methods belongs to GRDB's own module of the same header.
static inline int risiti_sqlite_write_log_again(sqlite3 *connection, char *buffer, int length) {
    sqlite3_file *log = 0;
    sqlite3_int64 size = 0, offset;
    int rc = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (rc != SQLITE_OK || !log || !log->pMethods) return rc ? rc : SQLITE_MISUSE;
    rc = log->pMethods->xFileSize(log, &size);
    for (offset = 0; offset < size && rc == SQLITE_OK; offset += length) {
        int piece = size - offset < length ? (int)(size - offset) : length;
        rc = log->pMethods->xRead(log, buffer, piece, offset);
        if (rc == SQLITE_OK) rc = log->pMethods->xWrite(log, buffer, piece, offset);
    }
    if (rc == SQLITE_OK && size > 0) rc = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    return rc;
}

#endif
