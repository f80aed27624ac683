#ifndef RISITI_MOCKBUS_H
#define RISITI_MOCKBUS_H

#include <stddef.h>
#include <stdint.h>

// A USB bus in memory with a printer on it, for unmodified libusb code: umockdev answers for /sys, udev and usbfs.
// Works only in a process that was started with umockdev's library loaded before all others (umockdev-wrapper).

// Whether this process is such a one.
int mockbus_is_loaded(void);

// Starts the bus, which is empty; 0, or -1.
int mockbus_start(void);

// Plugs the printer in: at a socket ("1-1"), under an address, with a serial number. With texts in sysfs, or without:
// then the device's own string descriptors have them. driver is the kernel driver that holds it: "usblp", "usbfs"
// (another program), or "". 0, or -1.
int mockbus_plug(const char *socket, int address, const char *serial, int texts_in_sysfs, const char *driver);

// Unplugs it: transfers end, everything else finds no device, and udev says so.
void mockbus_unplug(void);

// Forgets bytes, faults and counts.
void mockbus_reset(void);

// What the next bulk OUT transfer does.
enum mockbus_fault {
    MOCKBUS_NONE,
    MOCKBUS_SHORT,   // ends well after `bytes`
    MOCKBUS_STALL,   // stalls after `bytes`, and goes on stalling until the halt is cleared
    MOCKBUS_STUCK,   // takes `bytes` and does not end
    MOCKBUS_UNPLUG,  // takes `bytes`, then the device is pulled out
};
void mockbus_fault(enum mockbus_fault fault, size_t bytes);

// Bytes that the printer gives to the next bulk IN transfers.
void mockbus_answer(const uint8_t *bytes, size_t count);
// The next bulk IN transfers end at once with nothing, this many of them.
void mockbus_answer_nothing(int times);
// The next bulk IN transfer stalls.
void mockbus_stall_input(void);
// SOFT_RESET to the interface stalls; only the older form works.
void mockbus_refuse_reset(void);

// Bytes that came in, at most `limit` of them from `offset`; how many.
size_t mockbus_received(uint8_t *bytes, size_t offset, size_t limit);
size_t mockbus_received_count(void);

// What happened so far.
enum mockbus_count {
    MOCKBUS_DETACHED,      // the kernel driver was taken away
    MOCKBUS_ATTACHED,      // the kernel driver was given back
    MOCKBUS_CLAIMED,
    MOCKBUS_RELEASED,
    MOCKBUS_SETTINGS,      // an alternate setting was chosen
    MOCKBUS_HALTS_CLEARED,
    MOCKBUS_EMPTY_PACKETS, // transfers that asked for one at their end
    MOCKBUS_RESETS_1_1,    // SOFT_RESET with 21h
    MOCKBUS_RESETS_OLD,    // SOFT_RESET with 23h
    MOCKBUS_INPUTS,        // bulk IN transfers submitted
    MOCKBUS_OUTPUTS,       // bulk OUT transfers submitted
    MOCKBUS_DISCARDED,     // transfers given up
    MOCKBUS_STRINGS,       // string descriptors read from the device
    MOCKBUS_OPEN_FLIGHTS,  // transfers that have not ended
    MOCKBUS_COUNTS
};
int mockbus_count(enum mockbus_count which);

#endif
