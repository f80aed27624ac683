#ifndef RISITI_MOCKBUS_H
#define RISITI_MOCKBUS_H

#include <stddef.h>
#include <stdint.h>

// A USB bus in memory with printers on it, for unmodified libusb code: umockdev answers for /sys, udev and usbfs.
// Works only in a process that was started with umockdev's library loaded before all others (umockdev-wrapper).

// Whether this process is such a one.
int mockbus_is_loaded(void);

// Makes a printer of these ids, which is not plugged in; its number, or -1.
int mockbus_make(uint16_t vendor, uint16_t product);

// Plugs it in: at a socket ("1-1"), under an address, with a serial number or "". With texts in sysfs, or without: then
// the device's own string descriptors have them. driver is the kernel driver that holds it: "usblp", "usbfs" (another
// program), or "". 0, or -1.
int mockbus_plug(
    int printer, const char *socket, int address, const char *serial, int texts_in_sysfs, const char *driver);

// Unplugs it: transfers end, everything else finds no device, and udev says so. Also for one that was pulled out, whose
// node goes with this.
void mockbus_unplug(int printer);
int mockbus_is_plugged(int printer);

// What is behind a printer's way in: takes a packet and gives 1, or has no room for it now and gives 0. Called with the
// bus held; may answer from within.
typedef int (*mockbus_taker)(int printer, const uint8_t *bytes, size_t count);
void mockbus_play(int printer, mockbus_taker taker);

// What the next bulk OUT transfer of at least `bytes` does.
enum mockbus_fault {
    MOCKBUS_NONE,
    MOCKBUS_SHORT,    // ends well after `bytes`
    MOCKBUS_STALL,    // stalls after `bytes`, and goes on stalling until the halt is cleared
    MOCKBUS_STUCK,    // takes `bytes` and does not end
    MOCKBUS_UNPLUG,   // takes `bytes`, then the device is pulled out
    MOCKBUS_UNHEARD,  // takes `bytes`, but nobody hears it say so: the transfer fails, and none counts as taken
};
void mockbus_fault(int printer, enum mockbus_fault fault, size_t bytes);

// It is pulled out when the next packet would go after so many, in or out; below 0 never.
void mockbus_pull_after(int printer, int packets);
// Transfers that end because it left tell no bytes, as with a host controller that does not look.
void mockbus_lose_count(int printer);

// What it answers to GET_PORT_STATUS; 18h at first.
void mockbus_port_status(int printer, uint8_t status);
// Bytes that it gives to the next bulk IN transfers; nobody hears them while it is not plugged in.
void mockbus_answer(int printer, const uint8_t *bytes, size_t count);
// The next bulk IN transfers end at once with nothing, this many of them.
void mockbus_answer_nothing(int printer, int times);
// The next bulk IN transfer stalls.
void mockbus_stall_input(int printer);
// SOFT_RESET to the interface stalls; only the older form works.
void mockbus_refuse_reset(int printer);

// Bytes that came in, at most `limit` of them from `offset`; how many.
size_t mockbus_received(int printer, uint8_t *bytes, size_t offset, size_t limit);
size_t mockbus_received_count(int printer);

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
int mockbus_count(int printer, enum mockbus_count which);

#endif
