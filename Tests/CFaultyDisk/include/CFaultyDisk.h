#ifndef RISITI_FAULTY_DISK_H
#define RISITI_FAULTY_DISK_H

#include <stdint.h>

/// A disk in memory under SQLite, which can fail at any step and lose what was not synced.
///
/// It takes every file below its prefix; every other path goes to the machine's own disk. It keeps for each file
/// what is on stable storage and, in order, what was done since the last sync. For each of its files a sparse file of
/// the same size stands at the same path on the real disk, so that whoever asks for existence and size is told.
typedef struct faulty_disk faulty_disk;

/// All files of a disk at a moment, with what was not synced yet.
typedef struct faulty_image faulty_image;

/// What goes wrong at the chosen step.
enum faulty_mode {
    FAULTY_NONE = 0,
    /// The power goes. The step itself counts as not synced.
    FAULTY_CRASH = 1,
    /// This step alone fails with EIO. A failed sync loses what it was to sync, for good, while reads still see it and
    /// the next sync says that all is well: what Linux does ("fsyncgate").
    FAULTY_IO_ERROR = 2,
    /// As before, but what a failed sync was to sync stays to be synced.
    FAULTY_IO_ERROR_KEPT = 3,
    /// This step and all after it fail with EIO.
    FAULTY_IO_ERROR_ONWARD = 4,
    /// This write alone finds the disk full.
    FAULTY_FULL = 5,
    /// This write and all after it find the disk full.
    FAULTY_FULL_ONWARD = 6,
    /// The first half of this write lands, then the disk is full.
    FAULTY_SHORT_WRITE = 7,
};

/// What of the unsynced survives a crash.
enum faulty_survival {
    /// None.
    FAULTY_DROP = 0,
    /// All.
    FAULTY_KEEP = 1,
    /// Any subset of 512-byte sectors and of truncations, whatever their order, and of creations and deletions.
    FAULTY_TORN = 2,
    /// All, and it stays unsynced: the programs died, the machine did not.
    FAULTY_RESTART = 3,
};

/// Puts the disks under SQLite, for the whole process; safe to call again. 0 is well.
int faulty_disk_install(void);

/// Makes a disk that takes the paths below a directory, which exists; null where memory is short.
faulty_disk *faulty_disk_create(const char *prefix);
/// Takes a disk away. Files that are still open on it fail from now on.
void faulty_disk_destroy(faulty_disk *disk);

/// Lets the files on the real disk have the bytes, too, for programs that read them past SQLite.
void faulty_disk_show(faulty_disk *disk);
/// Begins to count steps at 1: each write, sync, truncation, creation, deletion, renaming, link and directory sync is one.
///
/// They count whoever takes them: SQLite, or a program that writes a whole file with libc's functions. A file whose name
/// begins with `high-water` is written past the disk.
void faulty_disk_count(faulty_disk *disk);
/// Steps since then.
int64_t faulty_disk_steps(faulty_disk *disk);
/// What the step was: w, s (sync), t, c, d, r (renaming), l (link) or y (directory sync); 0 for none such.
char faulty_disk_step_kind(faulty_disk *disk, int64_t step);
/// Keeps the disk as it stands before each step of the count that is under way.
void faulty_disk_record(faulty_disk *disk);
/// Takes the disk as it stood before a step, once; null where that was not recorded.
faulty_image *faulty_disk_recorded(faulty_disk *disk, int64_t step);
/// Chooses what goes wrong, and at which step of the count.
void faulty_disk_fail(faulty_disk *disk, int64_t step, int mode);
/// A lying disk: a sync says yes and does nothing.
void faulty_disk_lie(faulty_disk *disk, int lies);

/// Cuts the power: from now on all that is asked of the disk fails.
void faulty_disk_crash(faulty_disk *disk);
/// Whether the power is gone.
int faulty_disk_is_dead(faulty_disk *disk);
/// The disk as it stands, dead or alive, copied; null where memory is short.
faulty_image *faulty_disk_image(faulty_disk *disk);
/// Power again, with what survived of an image, or of the disk as it stands where that is null; files that were open
/// before stay dead. `kept_percent` and `seed` serve `FAULTY_TORN` alone. Ends the count and all faults. 0 is well.
int faulty_disk_power_on(faulty_disk *disk, const faulty_image *image, int survival, int kept_percent, uint64_t seed);
/// Frees an image.
void faulty_image_free(faulty_image *image);

/// A fingerprint of what is on stable storage.
uint64_t faulty_disk_digest(faulty_disk *disk);
/// How large a file is, as programs see it; -1 where there is none.
int64_t faulty_disk_file_size(faulty_disk *disk, const char *path);
/// Flips bits of one byte on stable storage and in what programs see: rot. 0 is well.
int faulty_disk_rot(faulty_disk *disk, const char *path, int64_t offset, uint8_t bits);

/// Lets the machine's own disk interrupt and cut short the writes of every connection in the process, or not; says how
/// often it has done so.
int64_t faulty_calls_interrupt(int interrupts);

#endif
