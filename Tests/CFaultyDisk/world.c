#include "world.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SECTOR = 512 };

// The next in line: libc, or a library that was loaded before it and wants to know of each close, as umockdev does.
static int (*next_close)(int);

// Before anybody forks: a child that is about to run another program may not look up names.
__attribute__((constructor)) static void find_next_close(void) { next_close = (int (*)(int))dlsym(RTLD_NEXT, "close"); }

int machine_close(int descriptor) {
    return next_close ? next_close(descriptor) : (int)syscall(SYS_close, descriptor);
}

static int reserve(struct bytes *bytes, int64_t size) {
    if (size <= bytes->capacity) return 0;
    int64_t capacity = bytes->capacity ? bytes->capacity : 4096;
    while (capacity < size) capacity *= 2;
    unsigned char *at = realloc(bytes->at, (size_t)capacity);
    if (!at) return -1;
    bytes->at = at;
    bytes->capacity = capacity;
    return 0;
}

int bytes_resize(struct bytes *bytes, int64_t size) {
    if (reserve(bytes, size) != 0) return -1;
    if (size > bytes->size) memset(bytes->at + bytes->size, 0, (size_t)(size - bytes->size));
    bytes->size = size;
    return 0;
}

int bytes_write(struct bytes *bytes, const void *from, int64_t offset, int64_t length) {
    if (offset > bytes->size && bytes_resize(bytes, offset) != 0) return -1;
    if (reserve(bytes, offset + length) != 0) return -1;
    if (offset + length > bytes->size) bytes->size = offset + length;
    memcpy(bytes->at + offset, from, (size_t)length);
    return 0;
}

struct inode *inode_make(faulty_disk *disk) {
    struct inode *inode = calloc(1, sizeof *inode);
    if (!inode) return NULL;
    inode->generation = disk ? disk->generation : 0;
    inode->shows = disk ? disk->shows : 0;
    inode->shadow = -1;
    return inode;
}

void inode_changed(struct inode *inode) {
    inode_release(inode->copied);
    inode->copied = NULL;
}

void inode_forget(struct inode *inode) {
    inode_changed(inode);
    while (inode->first) {
        struct operation *operation = inode->first;
        inode->first = operation->next;
        free(operation->at);
        free(operation);
    }
    inode->last = NULL;
}

void inode_release(struct inode *inode) {
    if (!inode || __atomic_sub_fetch(&inode->references, 1, __ATOMIC_SEQ_CST) > 0) return;
    inode_forget(inode);
    if (inode->shadow >= 0) machine_close(inode->shadow);
    free(inode->live.at);
    free(inode->durable.at);
    free(inode);
}

static int note(struct inode *inode, const void *from, int64_t offset, int64_t length) {
    struct operation *operation = calloc(1, sizeof *operation);
    if (!operation) return -1;
    operation->offset = offset;
    operation->length = length;
    if (from) {
        operation->at = malloc(length ? (size_t)length : 1);
        if (!operation->at) {
            free(operation);
            return -1;
        }
        memcpy(operation->at, from, (size_t)length);
    }
    if (inode->last) inode->last->next = operation; else inode->first = operation;
    inode->last = operation;
    return 0;
}

/// Copies bytes to the file on the real disk.
static void show(struct inode *inode, int64_t offset, int64_t length) {
    if (inode->shadow < 0 || pwrite(inode->shadow, inode->live.at + offset, (size_t)length, offset) == length) return;
    machine_close(inode->shadow);
    inode->shadow = -1;
}

int inode_change(struct inode *inode, const void *from, int64_t offset, int64_t length) {
    int64_t size = inode->live.size;
    inode_changed(inode);
    if (note(inode, from, offset, length) != 0) return -1;
    int rc = from ? bytes_write(&inode->live, from, offset, length) : bytes_resize(&inode->live, offset);
    if (rc == 0 && size != inode->live.size) inode_shadow(inode, NULL);
    if (rc == 0 && inode->shows && from) show(inode, offset, length);
    return rc;
}

static int apply(struct bytes *bytes, const struct operation *operation) {
    return operation->at ? bytes_write(bytes, operation->at, operation->offset, operation->length)
                         : bytes_resize(bytes, operation->offset);
}

int inode_sync(struct inode *inode) {
    for (struct operation *operation = inode->first; operation; operation = operation->next) {
        if (apply(&inode->durable, operation) != 0) return -1;
    }
    inode_forget(inode);
    return 0;
}

void inode_shadow(struct inode *inode, const char *path) {
    int is_new = path && inode->shadow < 0;
    if (is_new) inode->shadow = openat(AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    // Only who asks for the size sees this file; a shadow that cannot be made shows as a file that is not there.
    if (inode->shadow >= 0 && ftruncate(inode->shadow, inode->live.size) != 0) {
        machine_close(inode->shadow);
        inode->shadow = -1;
    }
    if (is_new && inode->shows && inode->live.size > 0) show(inode, 0, inode->live.size);
}

struct name *name_find(faulty_disk *disk, const char *path) {
    for (struct name *name = disk->names; name; name = name->next) {
        if (strcmp(name->path, path) == 0) return name;
    }
    return NULL;
}

struct name *name_add(struct name **names, const char *path) {
    struct name *name = calloc(1, sizeof *name);
    if (!name) return NULL;
    name->path = strdup(path);
    if (!name->path) {
        free(name);
        return NULL;
    }
    // At the end: the order of names, and with it what a seed chooses, is that of their making.
    while (*names) names = &(*names)->next;
    *names = name;
    return name;
}

void names_free(struct name *names) {
    while (names) {
        struct name *name = names;
        names = name->next;
        inode_release(name->live);
        inode_release(name->durable);
        free(name->path);
        free(name);
    }
}

void names_sync(faulty_disk *disk) {
    if (disk->lies) return;
    for (struct name *name = disk->names; name; name = name->next) {
        if (name->live) name->live->references += 1;
        inode_release(name->durable);
        name->durable = name->live;
        name->renaming = 0;
    }
}

static struct inode *copy(const struct inode *from) {
    struct inode *inode = inode_make(NULL);
    if (!inode) return NULL;
    int rc = bytes_resize(&inode->live, 0) | bytes_resize(&inode->durable, 0);
    if (from->live.size) rc |= bytes_write(&inode->live, from->live.at, 0, from->live.size);
    if (from->durable.size) rc |= bytes_write(&inode->durable, from->durable.at, 0, from->durable.size);
    for (const struct operation *operation = from->first; operation && rc == 0; operation = operation->next) {
        rc = note(inode, operation->at, operation->offset, operation->length);
    }
    if (rc == 0) return inode;
    inode->references = 1;
    inode_release(inode);
    return NULL;
}

static struct inode *retained(struct inode *inode) {
    if (inode) __atomic_add_fetch(&inode->references, 1, __ATOMIC_SEQ_CST);
    return inode;
}

/// The copy of a file for an image.
static struct inode *copy_kept(struct inode *from) {
    if (!from->copied) from->copied = retained(copy(from));
    return retained(from->copied);
}

faulty_image *disk_image(faulty_disk *disk) {
    faulty_image *image = calloc(1, sizeof *image);
    if (!image) return NULL;
    int rc = 0;
    for (struct name *name = disk->names; name && rc == 0; name = name->next) {
        struct name *to = name_add(&image->names, name->path);
        if (!to) { rc = -1; break; }
        to->renaming = name->renaming;
        if (name->live && !(to->live = copy_kept(name->live))) rc = -1;
        if (name->durable && !(to->durable = copy_kept(name->durable))) rc = -1;
    }
    if (rc == 0) return image;
    faulty_image_free(image);
    return NULL;
}

faulty_image *faulty_disk_image(faulty_disk *disk) {
    pthread_mutex_lock(&disk->lock);
    faulty_image *image = disk_image(disk);
    pthread_mutex_unlock(&disk->lock);
    return image;
}

void images_free(faulty_disk *disk) {
    disk->records = 0;
    for (int64_t step = 0; step < disk->kinds_capacity; step++) {
        faulty_image_free(disk->images[step]);
        disk->images[step] = NULL;
    }
}

void faulty_image_free(faulty_image *image) {
    if (!image) return;
    names_free(image->names);
    free(image);
}

/// SplitMix64: one seed, one tearing.
static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static int is_kept(uint64_t *state, int percent) { return (int)(next_random(state) % 100) < percent; }

/// Applies any subset of the sectors of an operation.
static int tear(struct bytes *bytes, const struct operation *operation, int percent, uint64_t *state) {
    if (!operation->at) return is_kept(state, percent) ? apply(bytes, operation) : 0;
    int rc = 0;
    for (int64_t done = 0; done < operation->length && rc == 0;) {
        int64_t left = SECTOR - (operation->offset + done) % SECTOR;
        if (left > operation->length - done) left = operation->length - done;
        if (is_kept(state, percent)) {
            rc = bytes_write(bytes, operation->at + done, operation->offset + done, left);
        }
        done += left;
    }
    return rc;
}

/// What a crash leaves of a file, on a disk that has power again.
static struct inode *survivor(faulty_disk *disk, const struct inode *from, int survival, int percent, uint64_t *state) {
    struct inode *inode = inode_make(disk);
    if (!inode) return NULL;
    inode->references = 1;
    int rc = from->durable.size ? bytes_write(&inode->durable, from->durable.at, 0, from->durable.size) : 0;
    for (const struct operation *operation = from->first; operation && rc == 0; operation = operation->next) {
        if (survival == FAULTY_KEEP) rc = apply(&inode->durable, operation);
        if (survival == FAULTY_TORN) rc = tear(&inode->durable, operation, percent, state);
    }
    if (rc == 0 && inode->durable.size) rc = bytes_write(&inode->live, inode->durable.at, 0, inode->durable.size);
    if (rc == 0) return inode;
    inode_release(inode);
    return NULL;
}

/// A name as it stood, with all that is not synced.
static int carry_on(faulty_disk *disk, const struct name *from) {
    struct name *to = name_add(&disk->names, from->path);
    if (!to) return -1;
    to->renaming = from->renaming;
    if (from->live && !(to->live = retained(copy(from->live)))) return -1;
    if (to->live) {
        to->live->generation = disk->generation;
        to->live->shows = disk->shows;
    }
    if (to->live) inode_shadow(to->live, to->path);
    if (from->durable == from->live) to->durable = retained(to->live);
    else if (from->durable && !(to->durable = retained(copy(from->durable)))) return -1;
    return 0;
}

int faulty_disk_power_on(faulty_disk *disk, const faulty_image *image, int survival, int kept_percent, uint64_t seed) {
    pthread_mutex_lock(&disk->lock);
    struct name *before = disk->names;
    for (struct name *name = before; name; name = name->next) unlinkat(AT_FDCWD, name->path, 0);
    disk->names = NULL;
    disk->generation += 1;
    disk->dead = disk->counting = 0;
    disk->steps = disk->fail_at = 0;
    images_free(disk);
    disk->mode = FAULTY_NONE;
    int rc = 0;
    uint64_t state = seed;
    for (const struct name *name = image ? image->names : before; name && rc == 0; name = name->next) {
        if (survival == FAULTY_RESTART) {
            if (!(rc = carry_on(disk, name))) continue;
            break;
        }
        const struct inode *from = survival == FAULTY_KEEP ? name->live : name->durable;
        // A renaming is one entry of a journal: both names by the same dice.
        uint64_t both = seed ^ (uint64_t)name->renaming * 0x9E3779B97F4A7C15u;
        uint64_t *dice = name->renaming ? &both : &state;
        if (survival == FAULTY_TORN && name->live != name->durable && is_kept(dice, kept_percent)) from = name->live;
        if (!from) continue;
        struct name *to = name_add(&disk->names, name->path);
        struct inode *inode = to ? survivor(disk, from, survival, kept_percent, &state) : NULL;
        if (!inode) { rc = -1; break; }
        to->live = inode;
        to->durable = retained(inode);
        inode_shadow(inode, name->path);
    }
    names_free(before);
    pthread_mutex_unlock(&disk->lock);
    return rc;
}

uint64_t faulty_disk_digest(faulty_disk *disk) {
    uint64_t digest = 0xcbf29ce484222325u;
    pthread_mutex_lock(&disk->lock);
    for (struct name *name = disk->names; name; name = name->next) {
        if (!name->durable) continue;
        for (const char *at = name->path; *at; at++) digest = (digest ^ (unsigned char)*at) * 0x100000001b3u;
        const struct bytes *bytes = &name->durable->durable;
        digest = (digest ^ (uint64_t)bytes->size) * 0x100000001b3u;
        int64_t at = 0;
        for (; at + 8 <= bytes->size; at += 8) {
            uint64_t word;
            memcpy(&word, bytes->at + at, 8);
            digest = (digest ^ word) * 0x9E3779B97F4A7C15u;
            digest ^= digest >> 29;
        }
        for (; at < bytes->size; at++) digest = (digest ^ bytes->at[at]) * 0x100000001b3u;
    }
    pthread_mutex_unlock(&disk->lock);
    return digest;
}
