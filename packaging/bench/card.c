/* A disk as a till's: each fsync and fdatasync takes CARD_MS milliseconds longer, for whoever preloads this.
 *
 * SD cards take 1 to 20 ms. The wait comes before the sync, one caller at a time, as a card does one thing after another. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <errno.h>

static pthread_mutex_t card = PTHREAD_MUTEX_INITIALIZER;

static int slowly(const char *name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    const char *text = getenv("CARD_MS");
    long wait_ms = text ? strtol(text, NULL, 10) : 5;
    struct timespec wait = {wait_ms / 1000, wait_ms % 1000 * 1000000};
    pthread_mutex_lock(&card);
    while (nanosleep(&wait, &wait) == -1 && errno == EINTR) {
    }
    int outcome = real(file);
    int fault = errno;
    pthread_mutex_unlock(&card);
    errno = fault;
    return outcome;
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
