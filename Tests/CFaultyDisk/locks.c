#include "world.h"

#include <stdlib.h>

// Locks and shared memory as SQLite's unix VFS gives them, for connections of one process.

int faulty_lock(sqlite3_file *file, int level) {
    struct handle *handle = (struct handle *)file;
    struct inode *inode = handle->inode;
    if (handle->level >= level) return SQLITE_OK;
    int rc = SQLITE_OK;
    pthread_mutex_lock(&handle->disk->lock);
    if (handle_is_dead(handle)) {
        rc = SQLITE_IOERR_LOCK;
    } else if (level == SQLITE_LOCK_SHARED) {
        if (inode->pending || inode->exclusive) rc = SQLITE_BUSY; else inode->sharers += 1;
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (inode->reserved) rc = SQLITE_BUSY; else inode->reserved = handle;
    } else if ((inode->pending && inode->pending != handle) || (inode->reserved && inode->reserved != handle)) {
        rc = SQLITE_BUSY;
    } else {
        inode->pending = handle;
        handle->level = SQLITE_LOCK_PENDING;
        if (inode->sharers > 1) rc = SQLITE_BUSY; else inode->exclusive = handle;
    }
    if (rc == SQLITE_OK) handle->level = level;
    pthread_mutex_unlock(&handle->disk->lock);
    return rc;
}

int faulty_unlock(sqlite3_file *file, int level) {
    struct handle *handle = (struct handle *)file;
    struct inode *inode = handle->inode;
    if (handle->level <= level) return SQLITE_OK;
    pthread_mutex_lock(&handle->disk->lock);
    if (inode->reserved == handle) inode->reserved = NULL;
    if (inode->pending == handle) inode->pending = NULL;
    if (inode->exclusive == handle) inode->exclusive = NULL;
    if (level == SQLITE_LOCK_NONE) inode->sharers -= 1;
    handle->level = level;
    pthread_mutex_unlock(&handle->disk->lock);
    return SQLITE_OK;
}

int faulty_check_reserved(sqlite3_file *file, int *result) {
    struct handle *handle = (struct handle *)file;
    pthread_mutex_lock(&handle->disk->lock);
    int rc = handle_is_dead(handle) ? SQLITE_IOERR_CHECKRESERVEDLOCK : SQLITE_OK;
    *result = handle->inode->reserved != NULL || handle->inode->exclusive != NULL;
    pthread_mutex_unlock(&handle->disk->lock);
    return rc;
}

int faulty_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **into) {
    struct handle *handle = (struct handle *)file;
    struct inode *inode = handle->inode;
    int rc = SQLITE_OK;
    *into = NULL;
    pthread_mutex_lock(&handle->disk->lock);
    if (handle_is_dead(handle)) {
        rc = SQLITE_IOERR_SHMMAP;
        goto done;
    }
    if (!handle->has_shm) {
        if (!inode->shm) inode->shm = calloc(1, sizeof *inode->shm);
        if (!inode->shm) {
            rc = SQLITE_NOMEM;
            goto done;
        }
        inode->shm->users += 1;
        handle->has_shm = 1;
    }
    struct shm *shm = inode->shm;
    if (region >= shm->count) {
        if (!extend) goto done;
        void **regions = realloc(shm->regions, (size_t)(region + 1) * sizeof *regions);
        if (!regions) {
            rc = SQLITE_NOMEM;
            goto done;
        }
        shm->regions = regions;
        for (; shm->count <= region; shm->count++) {
            if (!(regions[shm->count] = calloc(1, (size_t)size))) {
                rc = SQLITE_NOMEM;
                goto done;
            }
        }
    }
    *into = shm->regions[region];
done:
    pthread_mutex_unlock(&handle->disk->lock);
    return rc;
}

int faulty_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    struct handle *handle = (struct handle *)file;
    struct shm *shm = handle->inode->shm;
    unsigned char mask = (unsigned char)(((1u << count) - 1) << offset);
    int rc = SQLITE_OK;
    pthread_mutex_lock(&handle->disk->lock);
    if (flags & SQLITE_SHM_UNLOCK) {
        for (int slot = offset; slot < offset + count; slot++) {
            if (handle->exclusive & (1u << slot)) shm->exclusive[slot] = 0;
            if (handle->shared & (1u << slot)) shm->shared[slot] -= 1;
        }
        handle->exclusive &= (unsigned char)~mask;
        handle->shared &= (unsigned char)~mask;
    } else if (handle_is_dead(handle) || !handle->has_shm) {
        rc = SQLITE_IOERR_SHMLOCK;
    } else if (flags & SQLITE_SHM_SHARED) {
        if (shm->exclusive[offset] && !(handle->exclusive & mask)) rc = SQLITE_BUSY;
        if (rc == SQLITE_OK && !(handle->shared & mask)) {
            shm->shared[offset] += 1;
            handle->shared |= mask;
        }
    } else {
        for (int slot = offset; slot < offset + count; slot++) {
            int own = (handle->shared >> slot) & 1;
            if (handle->exclusive & (1u << slot)) continue;
            if (shm->exclusive[slot] || shm->shared[slot] > own) rc = SQLITE_BUSY;
        }
        for (int slot = offset; slot < offset + count && rc == SQLITE_OK; slot++) shm->exclusive[slot] = 1;
        if (rc == SQLITE_OK) handle->exclusive |= mask;
    }
    pthread_mutex_unlock(&handle->disk->lock);
    return rc;
}

void faulty_shm_barrier(sqlite3_file *file) {
    struct handle *handle = (struct handle *)file;
    __sync_synchronize();
    pthread_mutex_lock(&handle->disk->lock);
    pthread_mutex_unlock(&handle->disk->lock);
}

int faulty_shm_unmap(sqlite3_file *file, int delete) {
    struct handle *handle = (struct handle *)file;
    (void)delete;
    if (!handle->has_shm) return SQLITE_OK;
    faulty_shm_lock(file, 0, SHM_LOCKS, SQLITE_SHM_UNLOCK);
    pthread_mutex_lock(&handle->disk->lock);
    struct shm *shm = handle->inode->shm;
    handle->has_shm = 0;
    if (--shm->users == 0) {
        for (int region = 0; region < shm->count; region++) free(shm->regions[region]);
        free(shm->regions);
        free(shm);
        handle->inode->shm = NULL;
    }
    pthread_mutex_unlock(&handle->disk->lock);
    return SQLITE_OK;
}
