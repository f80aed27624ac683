#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// Whole files, as programs write them past SQLite: backups and keys. Linked into a test's program, these functions stand
// in front of libc's, for every library of the process; what is not on a faulty disk they hand on. Reading is the
// machine's own, from the files that show what is on the disk.

enum { DESCRIPTORS = 4096 };

/// An open file or, where there is no inode, the open directory of a disk.
struct opened {
    faulty_disk *disk;
    struct inode *inode;
    int64_t generation, offset;
    int appends;
};

static struct opened opened[DESCRIPTORS];
static pthread_mutex_t opened_lock = PTHREAD_MUTEX_INITIALIZER;

static int refused(int error) {
    errno = error;
    return -1;
}

/// The error of a step that a fault befell.
static int refusal(int fault) {
    return refused(fault == FAULTY_FULL || fault == FAULTY_FULL_ONWARD || fault == FAULTY_SHORT_WRITE ? ENOSPC : EIO);
}

static void remember(int descriptor, struct opened what) {
    pthread_mutex_lock(&opened_lock);
    opened[descriptor] = what;
    pthread_mutex_unlock(&opened_lock);
}

/// What a descriptor is open on; a null disk where it is none of ours.
static struct opened *ours(int descriptor) {
    if (descriptor < 0 || descriptor >= DESCRIPTORS || !opened[descriptor].disk) return NULL;
    return &opened[descriptor];
}

/// Finds or makes the file of a path; the disk is locked. Null with `errno` where that fails.
static struct inode *file_of(faulty_disk *disk, const char *path, int flags) {
    struct name *name = name_find(disk, path);
    if (name && name->live) {
        if (!(flags & O_CREAT) || !(flags & O_EXCL)) return name->live;
        errno = EEXIST;
        return NULL;
    }
    if (!(flags & O_CREAT)) {
        errno = ENOENT;
        return NULL;
    }
    int fault = faulty_step(disk, 'c');
    if (fault != FAULTY_NONE && fault != FAULTY_CRASH) {
        refusal(fault);
        return NULL;
    }
    errno = ENOMEM;
    if (!name && !(name = name_add(&disk->names, path))) return NULL;
    if (!(name->live = inode_make(disk))) return NULL;
    name->live->references = 1;
    inode_shadow(name->live, path);
    if (fault == FAULTY_NONE) return name->live;
    disk->dead = 1;
    errno = EIO;
    return NULL;
}

static int open_on(faulty_disk *disk, const char *path, int flags) {
    struct opened what = {.disk = disk, .appends = (flags & O_APPEND) != 0};
    int rc = 0;
    pthread_mutex_lock(&disk->lock);
    what.generation = disk->generation;
    if (disk->dead) {
        rc = refused(EIO);
    } else if (strcmp(path, disk->prefix) != 0) {
        what.inode = file_of(disk, path, flags);
        rc = what.inode ? 0 : -1;
    }
    if (rc == 0 && what.inode && (flags & O_TRUNC) && what.inode->live.size > 0) {
        int fault = faulty_step(disk, 't');
        if (fault == FAULTY_NONE || fault == FAULTY_CRASH) inode_change(what.inode, NULL, 0, 0);
        if (fault == FAULTY_CRASH) disk->dead = 1;
        if (fault != FAULTY_NONE) rc = refusal(fault);
    }
    if (rc == 0 && what.inode) what.inode->references += 1;
    pthread_mutex_unlock(&disk->lock);
    if (rc != 0) return -1;
    int descriptor = openat(AT_FDCWD, path, flags & ~(O_CREAT | O_EXCL | O_TRUNC));
    if (descriptor >= 0 && descriptor < DESCRIPTORS) {
        remember(descriptor, what);
        return descriptor;
    }
    pthread_mutex_lock(&disk->lock);
    inode_release(what.inode);
    pthread_mutex_unlock(&disk->lock);
    faulty_disk_release(disk);
    if (descriptor >= 0) machine_close(descriptor);
    return refused(EMFILE);
}

/// What the whole files of a disk take no part in: the record of how far a spool has come, which is no promise, and what
/// nobody made on the disk.
static int is_passed_over(faulty_disk *disk, const char *path, int flags) {
    const char *name = strrchr(path, '/');
    if (name && strncmp(name, "/high-water", strlen("/high-water")) == 0) return 1;
    if ((flags & O_CREAT) || strcmp(path, disk->prefix) == 0) return 0;
    pthread_mutex_lock(&disk->lock);
    struct name *known = name_find(disk, path);
    int is_known = disk->dead || (known && known->live);
    pthread_mutex_unlock(&disk->lock);
    return !is_known;
}

int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & (O_CREAT | __O_TMPFILE)) {
        va_list arguments;
        va_start(arguments, flags);
        mode = (mode_t)va_arg(arguments, int);
        va_end(arguments);
    }
    faulty_disk *disk = faulty_disk_of(path);
    if (!disk) return openat(AT_FDCWD, path, flags, mode);
    if (!is_passed_over(disk, path, flags)) return open_on(disk, path, flags);
    faulty_disk_release(disk);
    return openat(AT_FDCWD, path, flags, mode);
}

int close(int descriptor) {
    struct opened what = {0};
    if (ours(descriptor)) {
        pthread_mutex_lock(&opened_lock);
        what = opened[descriptor];
        opened[descriptor] = (struct opened){0};
        pthread_mutex_unlock(&opened_lock);
    }
    if (what.disk) {
        pthread_mutex_lock(&what.disk->lock);
        inode_release(what.inode);
        pthread_mutex_unlock(&what.disk->lock);
        faulty_disk_release(what.disk);
    }
    return machine_close(descriptor);
}

ssize_t write(int descriptor, const void *from, size_t length) {
    struct opened *what = ours(descriptor);
    if (!what || !what->inode) return syscall(SYS_write, descriptor, from, length);
    faulty_disk *disk = what->disk;
    ssize_t written = (ssize_t)length;
    pthread_mutex_lock(&disk->lock);
    int was_dead = disk->dead || what->generation != disk->generation;
    int fault = was_dead ? FAULTY_CRASH : faulty_step(disk, 'w');
    if (fault == FAULTY_SHORT_WRITE) written = (ssize_t)(length / 2);
    if (what->appends) what->offset = what->inode->live.size;
    int lands = fault == FAULTY_NONE || fault == FAULTY_SHORT_WRITE || (fault == FAULTY_CRASH && !was_dead);
    if (lands && written > 0) inode_change(what->inode, from, what->offset, written);
    if (lands) what->offset += written;
    if (fault == FAULTY_CRASH) disk->dead = disk->dead || !was_dead;
    pthread_mutex_unlock(&disk->lock);
    // A disk that is full in the middle of a write says how much it took, and that it is full the next time.
    if (fault == FAULTY_NONE || (fault == FAULTY_SHORT_WRITE && written > 0)) return written;
    return refusal(fault);
}

int fsync(int descriptor) {
    struct opened *what = ours(descriptor);
    if (!what) return (int)syscall(SYS_fsync, descriptor);
    faulty_disk *disk = what->disk;
    int rc = 0;
    pthread_mutex_lock(&disk->lock);
    int was_dead = disk->dead || what->generation != disk->generation;
    int fault = was_dead ? FAULTY_CRASH : faulty_step(disk, what->inode ? 's' : 'y');
    if (fault == FAULTY_NONE) {
        if (!what->inode) names_sync(disk);
        else if (!disk->lies && inode_make_durable(disk, what->inode) != 0) rc = refused(ENOMEM);
    } else {
        if (fault == FAULTY_CRASH) disk->dead = disk->dead || !was_dead;
        if (what->inode && (fault == FAULTY_IO_ERROR || fault == FAULTY_IO_ERROR_ONWARD)) inode_forget(what->inode);
        rc = refused(EIO);
    }
    pthread_mutex_unlock(&disk->lock);
    return rc;
}

/// A step that changes names alone: 0, or 1 where it is done and the power goes, or -1 with `errno` where it is not done.
static int names_step(faulty_disk *disk, char kind) {
    int fault = disk->dead ? FAULTY_CRASH : faulty_step(disk, kind);
    if (fault == FAULTY_NONE) return 0;
    if (fault != FAULTY_CRASH || disk->dead) return refusal(fault);
    disk->dead = 1;
    return 1;
}

/// Does `step` on the disk of a path, where the path is a file that the disk knows: 0 or -1; 1 where it is not.
static int on_names(
    const char *path, const char *other, char kind, int (*step)(faulty_disk *, struct name *, const char *)
) {
    faulty_disk *disk = faulty_disk_of(path);
    if (!disk) return 1;
    pthread_mutex_lock(&disk->lock);
    struct name *name = name_find(disk, path);
    int rc = 1;
    if (name && name->live) {
        int turn = names_step(disk, kind);
        rc = turn < 0 ? -1 : step(disk, name, other);
        if (turn == 1) rc = refused(EIO);
    }
    pthread_mutex_unlock(&disk->lock);
    faulty_disk_release(disk);
    return rc;
}

static int removed(faulty_disk *disk, struct name *name, const char *other) {
    (void)disk, (void)other;
    inode_release(name->live);
    name->live = NULL;
    return unlinkat(AT_FDCWD, name->path, 0);
}

static int linked(faulty_disk *disk, struct name *name, const char *other) {
    struct name *to = name_find(disk, other);
    if (!to && !(to = name_add(&disk->names, other))) return refused(ENOMEM);
    if (to->live) return refused(EEXIST);
    to->live = name->live;
    to->live->references += 1;
    return linkat(AT_FDCWD, name->path, AT_FDCWD, other, 0);
}

static int renamed(faulty_disk *disk, struct name *name, const char *other) {
    struct name *to = name_find(disk, other);
    if (!to && !(to = name_add(&disk->names, other))) return refused(ENOMEM);
    inode_release(to->live);
    to->live = name->live;
    name->live = NULL;
    to->renaming = name->renaming = ++disk->renamings;
    return renameat(AT_FDCWD, name->path, AT_FDCWD, other);
}

int unlink(const char *path) {
    int rc = on_names(path, NULL, 'd', removed);
    return rc == 1 ? unlinkat(AT_FDCWD, path, 0) : rc;
}

int link(const char *path, const char *other) {
    int rc = on_names(path, other, 'l', linked);
    return rc == 1 ? linkat(AT_FDCWD, path, AT_FDCWD, other, 0) : rc;
}

int rename(const char *path, const char *other) {
    int rc = on_names(path, other, 'r', renamed);
    return rc == 1 ? renameat(AT_FDCWD, path, AT_FDCWD, other) : rc;
}
