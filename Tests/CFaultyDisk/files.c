#include "world.h"

#include <stdlib.h>
#include <string.h>

// EINTR does not occur here: SQLite's unix VFS repeats an interrupted read, write and truncation by itself, so that its
// pager, which calls the functions below, never hears of one. `SystemCallTests` shows that on a real file.

int handle_is_dead(const struct handle *handle) {
    return handle->disk->dead || handle->inode->generation != handle->disk->generation;
}

int faulty_step(faulty_disk *disk, char kind) {
    if (!disk->counting) return FAULTY_NONE;
    if (disk->steps + 1 >= disk->kinds_capacity) {
        int64_t capacity = disk->kinds_capacity ? disk->kinds_capacity * 2 : 1024;
        char *kinds = realloc(disk->kinds, (size_t)capacity);
        if (!kinds) return FAULTY_IO_ERROR;
        disk->kinds = kinds;
        faulty_image **images = realloc(disk->images, (size_t)capacity * sizeof *images);
        if (!images) return FAULTY_IO_ERROR;
        memset(images + disk->kinds_capacity, 0, (size_t)(capacity - disk->kinds_capacity) * sizeof *images);
        disk->images = images;
        disk->kinds_capacity = capacity;
    }
    if (disk->records && !(disk->images[disk->steps] = disk_image(disk))) return FAULTY_IO_ERROR;
    disk->kinds[disk->steps++] = kind;
    if (!disk->fail_at || disk->steps < disk->fail_at) return FAULTY_NONE;
    int onward = disk->mode == FAULTY_IO_ERROR_ONWARD || disk->mode == FAULTY_FULL_ONWARD;
    if (disk->steps > disk->fail_at && !onward) return FAULTY_NONE;
    int full = disk->mode == FAULTY_FULL || disk->mode == FAULTY_FULL_ONWARD || disk->mode == FAULTY_SHORT_WRITE;
    if (full && kind != 'w' && kind != 'c') return FAULTY_NONE;
    return disk->mode;
}

static int close_file(sqlite3_file *file) {
    struct handle *handle = (struct handle *)file;
    faulty_shm_unmap(file, 0);
    faulty_unlock(file, SQLITE_LOCK_NONE);
    faulty_disk *disk = handle->disk;
    pthread_mutex_lock(&disk->lock);
    inode_release(handle->inode);
    handle->inode = NULL;
    pthread_mutex_unlock(&disk->lock);
    faulty_disk_release(disk);
    return SQLITE_OK;
}

static int read_file(sqlite3_file *file, void *into, int length, sqlite3_int64 offset) {
    struct handle *handle = (struct handle *)file;
    int rc = SQLITE_OK;
    pthread_mutex_lock(&handle->disk->lock);
    if (handle_is_dead(handle)) {
        rc = SQLITE_IOERR_READ;
    } else {
        const struct bytes *live = &handle->inode->live;
        sqlite3_int64 there = live->size > offset ? live->size - offset : 0;
        if (there > length) there = length;
        if (there > 0) memcpy(into, live->at + offset, (size_t)there);
        if (there < length) {
            memset((char *)into + there, 0, (size_t)(length - there));
            rc = SQLITE_IOERR_SHORT_READ;
        }
    }
    pthread_mutex_unlock(&handle->disk->lock);
    return rc;
}

static int write_file(sqlite3_file *file, const void *from, int length, sqlite3_int64 offset) {
    struct handle *handle = (struct handle *)file;
    faulty_disk *disk = handle->disk;
    pthread_mutex_lock(&disk->lock);
    int rc = SQLITE_OK;
    int fault = handle_is_dead(handle) ? FAULTY_CRASH : faulty_step(disk, 'w');
    switch (fault) {
    case FAULTY_CRASH:
        rc = SQLITE_IOERR_WRITE;
        if (handle_is_dead(handle)) break;
        inode_change(handle->inode, from, offset, length);
        disk->dead = 1;
        break;
    case FAULTY_SHORT_WRITE:
        rc = SQLITE_FULL;
        if (length > 1) inode_change(handle->inode, from, offset, length / 2);
        break;
    case FAULTY_FULL:
    case FAULTY_FULL_ONWARD: rc = SQLITE_FULL; break;
    case FAULTY_NONE: rc = inode_change(handle->inode, from, offset, length) ? SQLITE_NOMEM : SQLITE_OK; break;
    default: rc = SQLITE_IOERR_WRITE;
    }
    pthread_mutex_unlock(&disk->lock);
    return rc;
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    struct handle *handle = (struct handle *)file;
    faulty_disk *disk = handle->disk;
    pthread_mutex_lock(&disk->lock);
    int rc = SQLITE_OK;
    int fault = handle_is_dead(handle) ? FAULTY_CRASH : faulty_step(disk, 't');
    if (fault == FAULTY_NONE || (fault == FAULTY_CRASH && !handle_is_dead(handle))) {
        if (inode_change(handle->inode, NULL, size, 0) != 0) rc = SQLITE_NOMEM;
    }
    if (fault == FAULTY_CRASH) disk->dead = disk->dead || !handle_is_dead(handle);
    if (fault != FAULTY_NONE) rc = SQLITE_IOERR_TRUNCATE;
    pthread_mutex_unlock(&disk->lock);
    return rc;
}

/// Makes a file's bytes durable, and its name: ext4 commits the creation of a file with its first sync. Nothing is
/// assumed of other names, so that a deleted journal can come back until the directory itself is synced.
int inode_make_durable(faulty_disk *disk, struct inode *inode) {
    for (struct name *name = disk->names; name; name = name->next) {
        if (name->live != inode || name->durable == inode) continue;
        inode_release(name->durable);
        name->durable = inode;
        inode->references += 1;
    }
    return inode_sync(inode);
}

/// The unix VFS passes over a failure here, and ext4 has committed the names with the file: only a crash tells.
static int sync_directory(struct handle *handle) {
    handle->syncs_directory = 0;
    if (faulty_step(handle->disk, 'y') == FAULTY_CRASH) {
        handle->disk->dead = 1;
        return SQLITE_IOERR_FSYNC;
    }
    names_sync(handle->disk);
    return SQLITE_OK;
}

static int sync_file(sqlite3_file *file, int flags) {
    struct handle *handle = (struct handle *)file;
    faulty_disk *disk = handle->disk;
    (void)flags;
    pthread_mutex_lock(&disk->lock);
    int rc = SQLITE_OK;
    int was_dead = handle_is_dead(handle);
    int fault = was_dead ? FAULTY_CRASH : faulty_step(disk, 's');
    switch (fault) {
    case FAULTY_NONE:
        if (!disk->lies && inode_make_durable(disk, handle->inode) != 0) rc = SQLITE_NOMEM;
        if (rc == SQLITE_OK && handle->syncs_directory) rc = sync_directory(handle);
        break;
    case FAULTY_CRASH:
        if (!was_dead) disk->dead = 1;
        rc = SQLITE_IOERR_FSYNC;
        break;
    case FAULTY_IO_ERROR:
    case FAULTY_IO_ERROR_ONWARD:
        inode_forget(handle->inode);
        rc = SQLITE_IOERR_FSYNC;
        break;
    default: rc = SQLITE_IOERR_FSYNC;
    }
    pthread_mutex_unlock(&disk->lock);
    return rc;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    struct handle *handle = (struct handle *)file;
    pthread_mutex_lock(&handle->disk->lock);
    int rc = handle_is_dead(handle) ? SQLITE_IOERR_FSTAT : SQLITE_OK;
    *size = handle->inode->live.size;
    pthread_mutex_unlock(&handle->disk->lock);
    return rc;
}

static int control(sqlite3_file *file, int operation, void *argument) {
    (void)file, (void)operation, (void)argument;
    return SQLITE_NOTFOUND;
}

// Both as the unix VFS answers: SQLite then works here exactly as it does in a shop.
static int sector_size(sqlite3_file *file) {
    (void)file;
    return 4096;
}

static int characteristics(sqlite3_file *file) {
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

const sqlite3_io_methods faulty_methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = faulty_lock,
    .xUnlock = faulty_unlock,
    .xCheckReservedLock = faulty_check_reserved,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = faulty_shm_map,
    .xShmLock = faulty_shm_lock,
    .xShmBarrier = faulty_shm_barrier,
    .xShmUnmap = faulty_shm_unmap,
};
