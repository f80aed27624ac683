#include "world.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Blocks up to 16 MiB come from the heap, and 64 MiB of free heap stay with the process.
enum { KEPT_BLOCK = 16 << 20, KEPT_FREE = 64 << 20 };

static pthread_mutex_t disks_lock = PTHREAD_MUTEX_INITIALIZER;
static faulty_disk *disks;
static sqlite3_vfs faulty_vfs;
static sqlite3_vfs *machine;

/// The disk that takes a path, referred to once more; null for the machine's own.
faulty_disk *faulty_disk_of(const char *path) {
    if (!path) return NULL;
    pthread_mutex_lock(&disks_lock);
    faulty_disk *disk = disks;
    for (; disk; disk = disk->next) {
        size_t length = strlen(disk->prefix);
        if (strncmp(path, disk->prefix, length) == 0 && (path[length] == '/' || !path[length])) break;
    }
    if (disk) __atomic_add_fetch(&disk->references, 1, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&disks_lock);
    return disk;
}

void faulty_disk_release(faulty_disk *disk) {
    if (__atomic_sub_fetch(&disk->references, 1, __ATOMIC_SEQ_CST) > 0) return;
    names_free(disk->names);
    pthread_mutex_destroy(&disk->lock);
    images_free(disk);
    free(disk->images);
    free(disk->kinds);
    free(disk->prefix);
    free(disk);
}

/// Whether a file was removed or renamed past SQLite, as whole files are that are put in place: its shadow moved.
static int is_gone(const struct name *name) {
    struct stat own, there;
    if (name->live->shadow < 0 || fstat(name->live->shadow, &own) != 0) return 0;
    return stat(name->path, &there) != 0 || there.st_ino != own.st_ino || there.st_dev != own.st_dev;
}

static int open_ours(faulty_disk *disk, const char *path, struct handle *handle, int flags) {
    struct name *name = name_find(disk, path);
    if (disk->dead) return SQLITE_CANTOPEN;
    if (name && name->live && is_gone(name)) {
        inode_release(name->live);
        name->live = NULL;
    }
    if (name && name->live) {
        handle->inode = name->live;
    } else {
        if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
        int fault = faulty_step(disk, 'c');
        if (fault != FAULTY_NONE && fault != FAULTY_CRASH) return SQLITE_CANTOPEN;
        if (!name && !(name = name_add(&disk->names, path))) return SQLITE_NOMEM;
        if (!(name->live = inode_make(disk))) return SQLITE_NOMEM;
        name->live->references = 1;
        if (fault == FAULTY_CRASH) {
            disk->dead = 1;
            return SQLITE_CANTOPEN;
        }
        inode_shadow(name->live, path);
        if (name->live->shadow < 0) {
            inode_release(name->live);
            name->live = NULL;
            return SQLITE_CANTOPEN;
        }
        handle->inode = name->live;
    }
    handle->inode->references += 1;
    handle->disk = disk;
    // As the unix VFS does: the first sync of a log or journal is followed by one of the directory.
    handle->syncs_directory = (flags & SQLITE_OPEN_CREATE)
        && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL));
    handle->base.pMethods = &faulty_methods;
    return SQLITE_OK;
}

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_out) {
    (void)vfs;
    faulty_disk *disk = faulty_disk_of(path);
    if (!disk) return machine->xOpen(machine, path, file, flags, flags_out);
    memset(file, 0, sizeof(struct handle));
    pthread_mutex_lock(&disk->lock);
    int rc = open_ours(disk, path, (struct handle *)file, flags);
    pthread_mutex_unlock(&disk->lock);
    if (flags_out) *flags_out = flags;
    if (rc != SQLITE_OK) faulty_disk_release(disk);
    return rc;
}

static int delete_ours(faulty_disk *disk, const char *path, int and_sync) {
    if (disk->dead) return SQLITE_IOERR_DELETE;
    struct name *name = name_find(disk, path);
    if (!name || !name->live) return SQLITE_IOERR_DELETE_NOENT;
    int fault = faulty_step(disk, 'd');
    if (fault == FAULTY_NONE || fault == FAULTY_CRASH) {
        inode_release(name->live);
        name->live = NULL;
        unlinkat(AT_FDCWD, path, 0);
    }
    disk->dead = fault == FAULTY_CRASH;
    if (fault != FAULTY_NONE) return SQLITE_IOERR_DELETE;
    if (!and_sync) return SQLITE_OK;
    fault = faulty_step(disk, 'y');
    disk->dead = fault == FAULTY_CRASH;
    if (fault != FAULTY_NONE) return SQLITE_IOERR_DIR_FSYNC;
    names_sync(disk);
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *path, int and_sync) {
    (void)vfs;
    faulty_disk *disk = faulty_disk_of(path);
    if (!disk) return machine->xDelete(machine, path, and_sync);
    pthread_mutex_lock(&disk->lock);
    int rc = delete_ours(disk, path, and_sync);
    pthread_mutex_unlock(&disk->lock);
    faulty_disk_release(disk);
    return rc;
}

static int access_file(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    (void)vfs;
    faulty_disk *disk = faulty_disk_of(path);
    if (!disk) return machine->xAccess(machine, path, flags, result);
    pthread_mutex_lock(&disk->lock);
    struct name *name = name_find(disk, path);
    // The unix VFS, too, says of an empty file that it does not exist.
    *result = name && name->live && (flags != SQLITE_ACCESS_EXISTS || name->live->live.size > 0);
    int rc = disk->dead ? SQLITE_IOERR_ACCESS : SQLITE_OK;
    pthread_mutex_unlock(&disk->lock);
    faulty_disk_release(disk);
    return rc;
}

static int full_path(sqlite3_vfs *vfs, const char *path, int length, char *into) {
    (void)vfs;
    faulty_disk *disk = faulty_disk_of(path);
    if (!disk) return machine->xFullPathname(machine, path, length, into);
    faulty_disk_release(disk);
    if ((int)strlen(path) >= length) return SQLITE_CANTOPEN;
    strcpy(into, path);
    return SQLITE_OK;
}

static void *dl_open(sqlite3_vfs *vfs, const char *path) { (void)vfs; return machine->xDlOpen(machine, path); }
static void dl_error(sqlite3_vfs *vfs, int length, char *text) { (void)vfs; machine->xDlError(machine, length, text); }
static void (*dl_symbol(sqlite3_vfs *vfs, void *library, const char *name))(void) {
    (void)vfs;
    return machine->xDlSym(machine, library, name);
}
static void dl_close(sqlite3_vfs *vfs, void *library) { (void)vfs; machine->xDlClose(machine, library); }
static int randomness(sqlite3_vfs *vfs, int length, char *into) {
    (void)vfs;
    return machine->xRandomness(machine, length, into);
}
static int sleep_for(sqlite3_vfs *vfs, int microseconds) { (void)vfs; return machine->xSleep(machine, microseconds); }
static int now(sqlite3_vfs *vfs, double *into) { (void)vfs; return machine->xCurrentTime(machine, into); }
static int last_error(sqlite3_vfs *vfs, int length, char *text) {
    (void)vfs;
    return machine->xGetLastError ? machine->xGetLastError(machine, length, text) : 0;
}
static int now64(sqlite3_vfs *vfs, sqlite3_int64 *into) { (void)vfs; return machine->xCurrentTimeInt64(machine, into); }

int faulty_disk_install(void) {
    int rc = SQLITE_OK;
    pthread_mutex_lock(&disks_lock);
    if (!machine) {
        // As the agent does it; it is heeded only before SQLite is first used, which the next line may be.
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        sqlite3_vfs *before = sqlite3_vfs_find(NULL);
        size_t size = sizeof(struct handle);
        faulty_vfs = (sqlite3_vfs){
            .iVersion = 2, .szOsFile = before->szOsFile > (int)size ? before->szOsFile : (int)size,
            .mxPathname = before->mxPathname, .zName = "faulty", .xOpen = open_file, .xDelete = delete_file,
            .xAccess = access_file, .xFullPathname = full_path, .xDlOpen = dl_open, .xDlError = dl_error,
            .xDlSym = dl_symbol, .xDlClose = dl_close, .xRandomness = randomness, .xSleep = sleep_for,
            .xCurrentTime = now, .xGetLastError = last_error, .xCurrentTimeInt64 = now64,
        };
        machine = before;
        rc = sqlite3_vfs_register(&faulty_vfs, 1);
        // Files of these disks come and go by the thousand; fresh pages from the kernel for each cost more than the rest.
        mallopt(M_MMAP_THRESHOLD, KEPT_BLOCK);
        mallopt(M_TRIM_THRESHOLD, KEPT_FREE);
    }
    pthread_mutex_unlock(&disks_lock);
    return rc;
}

faulty_disk *faulty_disk_create(const char *prefix) {
    faulty_disk *disk = calloc(1, sizeof *disk);
    if (!disk) return NULL;
    disk->prefix = strdup(prefix);
    if (!disk->prefix || pthread_mutex_init(&disk->lock, NULL) != 0) {
        free(disk->prefix);
        free(disk);
        return NULL;
    }
    disk->references = 1;
    pthread_mutex_lock(&disks_lock);
    disk->next = disks;
    disks = disk;
    pthread_mutex_unlock(&disks_lock);
    return disk;
}

void faulty_disk_destroy(faulty_disk *disk) {
    pthread_mutex_lock(&disks_lock);
    for (faulty_disk **at = &disks; *at; at = &(*at)->next) {
        if (*at != disk) continue;
        *at = disk->next;
        break;
    }
    pthread_mutex_unlock(&disks_lock);
    faulty_disk_crash(disk);
    faulty_disk_release(disk);
}

void faulty_disk_count(faulty_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->steps = disk->fail_at = 0;
    disk->mode = FAULTY_NONE;
    disk->counting = 1;
    images_free(disk);
    pthread_mutex_unlock(&disk->lock);
}

void faulty_disk_record(faulty_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->records = 1;
    pthread_mutex_unlock(&disk->lock);
}

faulty_image *faulty_disk_recorded(faulty_disk *disk, int64_t step) {
    pthread_mutex_lock(&disk->lock);
    faulty_image *image = NULL;
    if (step > 0 && step <= disk->steps) {
        image = disk->images[step - 1];
        disk->images[step - 1] = NULL;
    }
    pthread_mutex_unlock(&disk->lock);
    return image;
}

int64_t faulty_disk_steps(faulty_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    int64_t steps = disk->steps;
    pthread_mutex_unlock(&disk->lock);
    return steps;
}

char faulty_disk_step_kind(faulty_disk *disk, int64_t step) {
    pthread_mutex_lock(&disk->lock);
    char kind = step > 0 && step <= disk->steps ? disk->kinds[step - 1] : 0;
    pthread_mutex_unlock(&disk->lock);
    return kind;
}

void faulty_disk_fail(faulty_disk *disk, int64_t step, int mode) {
    pthread_mutex_lock(&disk->lock);
    disk->fail_at = step;
    disk->mode = mode;
    pthread_mutex_unlock(&disk->lock);
}

void faulty_disk_lie(faulty_disk *disk, int lies) {
    pthread_mutex_lock(&disk->lock);
    disk->lies = lies;
    pthread_mutex_unlock(&disk->lock);
}

void faulty_disk_show(faulty_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->shows = 1;
    pthread_mutex_unlock(&disk->lock);
}

void faulty_disk_crash(faulty_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->dead = 1;
    pthread_mutex_unlock(&disk->lock);
}

int faulty_disk_is_dead(faulty_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    int dead = disk->dead;
    pthread_mutex_unlock(&disk->lock);
    return dead;
}

int64_t faulty_disk_file_size(faulty_disk *disk, const char *path) {
    pthread_mutex_lock(&disk->lock);
    struct name *name = name_find(disk, path);
    int64_t size = name && name->live ? name->live->live.size : -1;
    pthread_mutex_unlock(&disk->lock);
    return size;
}

int faulty_disk_rot(faulty_disk *disk, const char *path, int64_t offset, uint8_t bits) {
    int rc = -1;
    pthread_mutex_lock(&disk->lock);
    struct name *name = name_find(disk, path);
    if (name && name->live && offset < name->live->live.size) {
        inode_changed(name->live);
        name->live->live.at[offset] ^= bits;
        if (offset < name->live->durable.size) name->live->durable.at[offset] ^= bits;
        rc = 0;
    }
    pthread_mutex_unlock(&disk->lock);
    return rc;
}
