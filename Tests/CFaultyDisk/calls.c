#include "CFaultyDisk.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/types.h>
#include <unistd.h>

// The machine's own disk, as the system calls of SQLite's unix VFS see it: interrupted, and writing less than asked.

typedef ssize_t (*writing)(int, const void *, size_t, off_t);

static const char *const calls[] = {"pwrite", "pwrite64"};
static pthread_mutex_t calls_lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t interrupted;

static ssize_t interrupted_write(int descriptor, const void *from, size_t length, off_t offset) {
    int64_t turn = __atomic_add_fetch(&interrupted, 1, __ATOMIC_SEQ_CST);
    if (turn % 3 == 1) {
        errno = EINTR;
        return -1;
    }
    return pwrite(descriptor, from, turn % 3 == 2 && length > 1 ? length / 2 : length, offset);
}

int64_t faulty_calls_interrupt(int interrupts) {
    sqlite3_vfs *unix_vfs = sqlite3_vfs_find("unix");
    pthread_mutex_lock(&calls_lock);
    for (int call = 0; unix_vfs && call < 2; call++) {
        writing instead = interrupts ? interrupted_write : NULL;
        unix_vfs->xSetSystemCall(unix_vfs, calls[call], (sqlite3_syscall_ptr)instead);
    }
    pthread_mutex_unlock(&calls_lock);
    return __atomic_load_n(&interrupted, __ATOMIC_SEQ_CST);
}
