#ifndef RISITI_FAULTY_WORLD_H
#define RISITI_FAULTY_WORLD_H

#include "CFaultyDisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stddef.h>

enum { SHM_LOCKS = 8 };

/// Bytes that grow.
struct bytes {
    unsigned char *at;
    int64_t size, capacity;
};

/// Something done to a file since its last sync: a write, or a truncation where `at` is null.
struct operation {
    int64_t offset, length;
    unsigned char *at;
    struct operation *next;
};

/// Shared memory of the connections to one file: plain heap, for they are all in this process.
struct shm {
    int users, count, region_size;
    void **regions;
    int shared[SHM_LOCKS];
    int exclusive[SHM_LOCKS];
};

/// A file, whatever its name.
struct inode {
    int references;
    int64_t generation;
    struct bytes live, durable;
    struct operation *first, *last;
    /// The file on the real disk, and whether it has the bytes too.
    int shadow, shows;
    /// The copy in the last image, which the next one shares where nothing changed in between.
    struct inode *copied;
    int sharers;
    const void *reserved, *pending, *exclusive;
    struct shm *shm;
};

/// A name in the directory: the file that programs find under it, and the one that a crash would leave there.
struct name {
    char *path;
    struct inode *live, *durable;
    /// The last renaming that this name took part in and no sync made durable; both its names survive or none. 0 is none.
    int64_t renaming;
    struct name *next;
};

struct faulty_image {
    struct name *names;
};

struct faulty_disk {
    pthread_mutex_t lock;
    char *prefix;
    int references, dead, lies, shows;
    int64_t generation, renamings;
    struct name *names;
    int64_t steps, fail_at;
    int mode, counting;
    char *kinds;
    int64_t kinds_capacity;
    /// The disk before each step, where that is recorded; as many as there is room for kinds.
    faulty_image **images;
    int records;
    struct faulty_disk *next;
};

int bytes_write(struct bytes *bytes, const void *from, int64_t offset, int64_t length);
int bytes_resize(struct bytes *bytes, int64_t size);

struct inode *inode_make(faulty_disk *disk);
void inode_release(struct inode *inode);
/// Does a write (or, where `from` is null, a truncation to `offset`) to the live file and notes it as unsynced.
int inode_change(struct inode *inode, const void *from, int64_t offset, int64_t length);
/// Makes what was done durable.
int inode_sync(struct inode *inode);
/// Says that the file is another than in the last image.
void inode_changed(struct inode *inode);
/// Forgets what was done without making it durable.
void inode_forget(struct inode *inode);
/// Lets the file on the real disk have the live file's size and, on a disk that shows them, its bytes.
void inode_shadow(struct inode *inode, const char *path);

struct name *name_find(faulty_disk *disk, const char *path);
struct name *name_add(struct name **names, const char *path);
void names_free(struct name *names);
/// Makes all names durable as programs see them: a sync of the directory.
void names_sync(faulty_disk *disk);

extern const sqlite3_io_methods faulty_methods;

/// An open file.
struct handle {
    sqlite3_file base;
    faulty_disk *disk;
    struct inode *inode;
    int level, has_shm, syncs_directory;
    unsigned char shared, exclusive;
};

int faulty_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **into);
int faulty_shm_lock(sqlite3_file *file, int offset, int count, int flags);
void faulty_shm_barrier(sqlite3_file *file);
int faulty_shm_unmap(sqlite3_file *file, int delete);
int faulty_lock(sqlite3_file *file, int level);
int faulty_unlock(sqlite3_file *file, int level);
int faulty_check_reserved(sqlite3_file *file, int *result);

/// The disk as it stands; it is locked.
faulty_image *disk_image(faulty_disk *disk);
/// Forgets what was recorded.
void images_free(faulty_disk *disk);
/// Counts a step and says which fault befalls it.
int faulty_step(faulty_disk *disk, char kind);
/// Whether a file is of a world that is gone.
int handle_is_dead(const struct handle *handle);
/// Makes a file durable with all its names.
int inode_make_durable(faulty_disk *disk, struct inode *inode);
/// The disk that takes a path, or that has it for its directory, referred to once more; null for the machine's own.
faulty_disk *faulty_disk_of(const char *path);
/// Closes past the functions of this program that stand in front of libc's.
int machine_close(int descriptor);
/// Frees a disk that nobody refers to any more; called without its lock.
void faulty_disk_release(faulty_disk *disk);

#endif
