#ifndef RISITI_SQLITE_H
#define RISITI_SQLITE_H

#include <sqlite3.h>
#include <string.h>

/// Lets SQLite keep no statistics of its memory, for which each of its allocations takes a lock that all threads share.
/// It heeds this before it is first used, and later refuses without harm. In C because the function is variadic.
static inline int risiti_sqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

/// Lets a connection close without folding the log into the file. In C because the function is variadic.
static inline int risiti_sqlite_leave_log(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

/// Writes a connection's log again where it stands, as far as its present round reaches, and syncs it; the caller holds
/// the writer's lock and lends a buffer for one frame, of `length` bytes. In C because the table of a file's methods
/// belongs to GRDB's own module of the same header. The layout: https://sqlite.org/fileformat2.html#the_write_ahead_log
static inline int risiti_sqlite_write_log_again(sqlite3 *connection, char *buffer, int length) {
    enum { HEAD = 32, FRAME_HEAD = 24 };
    unsigned char head[HEAD];
    sqlite3_file *log = 0;
    sqlite3_int64 size = 0, offset;
    int frame;
    int rc = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (rc != SQLITE_OK || !log || !log->pMethods) return rc ? rc : SQLITE_MISUSE;
    rc = log->pMethods->xFileSize(log, &size);
    if (rc != SQLITE_OK || size < HEAD) return rc;
    rc = log->pMethods->xRead(log, head, HEAD, 0);
    frame = FRAME_HEAD + (head[8] << 24 | head[9] << 16 | head[10] << 8 | head[11]);
    /* A torn head is none: SQLite recovers nothing behind it. */
    if (rc != SQLITE_OK || frame <= FRAME_HEAD || frame > length) return rc;
    rc = log->pMethods->xWrite(log, head, HEAD, 0);
    for (offset = HEAD; offset + frame <= size && rc == SQLITE_OK; offset += frame) {
        rc = log->pMethods->xRead(log, buffer, frame, offset);
        /* Other salts are an earlier round's, or the zeros behind the end. */
        if (rc == SQLITE_OK && memcmp(buffer + 8, head + 16, 8)) break;
        if (rc == SQLITE_OK) rc = log->pMethods->xWrite(log, buffer, frame, offset);
    }
    return rc == SQLITE_OK ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : rc;
}

/// Makes a connection's log longer by at most `steps` times `length` zeros, up to `target`, and syncs it; the caller
/// holds the writer's lock. A step is below 128 KiB: SQLite writes no more at once.
static inline int risiti_sqlite_grow_log(
    sqlite3 *connection, const char *zeros, int length, int steps, sqlite3_int64 target) {
    sqlite3_file *log = 0;
    sqlite3_int64 size = 0;
    int rc = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (rc != SQLITE_OK || !log || !log->pMethods) return rc ? rc : SQLITE_MISUSE;
    rc = log->pMethods->xFileSize(log, &size);
    if (rc != SQLITE_OK || size >= target) return rc;
    for (; steps > 0 && size < target && rc == SQLITE_OK; steps--, size += length) {
        rc = log->pMethods->xWrite(log, zeros, length, size);
    }
    return rc == SQLITE_OK ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : rc;
}

#endif
