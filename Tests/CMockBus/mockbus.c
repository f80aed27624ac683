// A printer-class device behind umockdev's ioctl handler. umockdev lets memory of the program under test be written only
// while it waits in an ioctl, so transfers are decided when they are reaped and not when they are submitted.
#include "mockbus.h"

#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <umockdev.h>

#define NODE "/dev/bus/usb/001/"

typedef struct {
    UMockdevIoctlData *urb, *buffer;
    int is_discarded;
    int is_decided;
    int status;
    int actual;
} Flight;

static GMutex lock;
static UMockdevTestbed *bed;
static UMockdevIoctlBase *handler;
static char node[64], device[64], serial_text[64], driver_name[32];
static int is_here;
static GQueue flights = G_QUEUE_INIT;
static GByteArray *received, *answers;
static enum mockbus_fault fault;
static size_t fault_bytes;
static int is_output_halted, is_input_halted, empty_answers, refuses_reset;
static int counts[MOCKBUS_COUNTS];

static void complete(UMockdevIoctlClient *client, long result, int error) {
    umockdev_ioctl_client_complete(client, result, error);
}

static void decide(Flight *flight, int status, int actual) {
    flight->is_decided = 1;
    flight->status = status;
    flight->actual = actual;
}

static void put(Flight *flight, size_t offset, const void *bytes, size_t count) {
    umockdev_ioctl_data_update(flight->buffer, offset, (guint8 *)bytes, count);
}

static void decide_control(Flight *flight, const struct usbdevfs_urb *urb) {
    const guint8 *setup = flight->buffer->data;
    if (setup[0] == 0xA1 && setup[1] == 0) {  // GET_DEVICE_ID; the length counts itself
        static const char identity[] = "\x00\x1bMFG:Mock;MDL:TM-T;CMD:ESC;trailing rubbish";
        int count = MIN((int)sizeof identity - 1, urb->buffer_length - 8);
        put(flight, 8, identity, count);
        decide(flight, 0, count);
    } else if (setup[0] == 0xA1 && setup[1] == 1) {  // GET_PORT_STATUS: selected, no error
        guint8 status = 0x18;
        put(flight, 8, &status, 1);
        decide(flight, 0, 1);
    } else if (setup[0] == 0x21 && setup[1] == 2) {
        counts[MOCKBUS_RESETS_1_1] += 1;
        decide(flight, refuses_reset ? -EPIPE : 0, 0);
    } else if (setup[0] == 0x23 && setup[1] == 2) {
        counts[MOCKBUS_RESETS_OLD] += 1;
        decide(flight, 0, 0);
    } else if (setup[0] == 0x80 && setup[1] == 6 && setup[3] == 3) {  // string descriptors
        const char *text = setup[2] == 1 ? "MockCo" : setup[2] == 2 ? "MockPrinter" : serial_text;
        guint8 out[128] = {0};
        int count = 2;
        counts[MOCKBUS_STRINGS] += 1;
        if (setup[2] == 0) {
            out[2] = 9, out[3] = 4, count = 4;
        } else {
            for (; *text && count < 126; text++) out[count++] = *text, out[count++] = 0;
        }
        out[0] = count, out[1] = 3;
        count = MIN(count, urb->buffer_length - 8);
        put(flight, 8, out, count);
        decide(flight, 0, count);
    } else {
        decide(flight, -EPIPE, 0);
    }
}

static int take(const Flight *flight, size_t count) {
    g_byte_array_append(received, flight->buffer->data, count);
    return (int)count;
}

static int pull_out;

static void decide_output(Flight *flight, const struct usbdevfs_urb *urb) {
    size_t all = urb->buffer_length, some = MIN(all, fault_bytes);
    if (is_output_halted) {
        decide(flight, -EPIPE, 0);
        return;
    }
    enum mockbus_fault now = fault;
    fault = MOCKBUS_NONE;
    switch (now) {
    case MOCKBUS_NONE: decide(flight, 0, take(flight, all)); break;
    case MOCKBUS_SHORT: decide(flight, 0, take(flight, some)); break;
    case MOCKBUS_STALL:
        is_output_halted = 1;
        decide(flight, -EPIPE, take(flight, some));
        break;
    case MOCKBUS_STUCK:
        flight->actual = take(flight, some);
        flight->status = -1;  // waits for its discarding
        break;
    case MOCKBUS_UNPLUG:
        flight->actual = take(flight, some);
        is_here = 0;
        pull_out = 1;
        break;
    }
}

static void decide_input(Flight *flight, const struct usbdevfs_urb *urb) {
    if (is_input_halted) {
        is_input_halted = 0;
        decide(flight, -EPIPE, 0);
    } else if (empty_answers > 0) {
        empty_answers -= 1;
        decide(flight, 0, 0);
    } else if (answers->len > 0) {
        guint count = MIN(answers->len, (guint)urb->buffer_length);
        put(flight, 0, answers->data, count);
        g_byte_array_remove_range(answers, 0, count);
        decide(flight, 0, count);
    }
}

static void look(Flight *flight) {
    struct usbdevfs_urb urb;
    memcpy(&urb, flight->urb->data, sizeof urb);
    if (flight->is_discarded) {
        decide(flight, -ENOENT, flight->actual);
    } else if (!is_here) {
        decide(flight, -ESHUTDOWN, flight->actual);
    } else if (flight->status == -1) {
        return;
    } else if (urb.type == USBDEVFS_URB_TYPE_CONTROL) {
        decide_control(flight, &urb);
    } else if (urb.endpoint & 0x80) {
        decide_input(flight, &urb);
    } else {
        decide_output(flight, &urb);
        if (!is_here) decide(flight, -ESHUTDOWN, flight->actual);
    }
}

static Flight *next_ended(void) {
    for (GList *link = flights.head; link; link = link->next) {
        Flight *flight = link->data;
        if (!flight->is_decided) look(flight);
        if (!flight->is_decided) continue;
        g_queue_delete_link(&flights, link);
        return flight;
    }
    return NULL;
}

static void reap(UMockdevIoctlClient *client, UMockdevIoctlData *argument) {
    Flight *flight = next_ended();
    if (!flight) {
        complete(client, -1, is_here ? EAGAIN : ENODEV);
        return;
    }
    struct usbdevfs_urb urb;
    memcpy(&urb, flight->urb->data, sizeof urb);
    urb.status = flight->status;
    urb.actual_length = flight->actual;
    umockdev_ioctl_data_update(flight->urb, 0, (guint8 *)&urb, sizeof urb);
    UMockdevIoctlData *place = umockdev_ioctl_data_resolve(argument, 0, sizeof(gpointer), NULL);
    umockdev_ioctl_data_set_ptr(place, 0, flight->urb);
    complete(client, 0, 0);
    g_free(flight);
}

static void submit(UMockdevIoctlClient *client, UMockdevIoctlData *argument) {
    Flight *flight = g_new0(Flight, 1);
    flight->urb = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_urb), NULL);
    struct usbdevfs_urb urb;
    memcpy(&urb, flight->urb->data, sizeof urb);
    if (urb.buffer_length > 0) {
        flight->buffer = umockdev_ioctl_data_resolve(
            flight->urb, G_STRUCT_OFFSET(struct usbdevfs_urb, buffer), urb.buffer_length, NULL);
    }
    if (urb.type == USBDEVFS_URB_TYPE_BULK) {
        counts[urb.endpoint & 0x80 ? MOCKBUS_INPUTS : MOCKBUS_OUTPUTS] += 1;
        if (urb.flags & USBDEVFS_URB_ZERO_PACKET) counts[MOCKBUS_EMPTY_PACKETS] += 1;
    }
    g_queue_push_tail(&flights, flight);
    complete(client, 0, 0);
}

static void discard(UMockdevIoctlClient *client, UMockdevIoctlData *argument) {
    gulong address;
    memcpy(&address, argument->data, sizeof address);
    for (GList *link = flights.head; link; link = link->next) {
        Flight *flight = link->data;
        if (flight->urb->client_addr != address || flight->is_decided) continue;
        flight->is_discarded = 1;
        counts[MOCKBUS_DISCARDED] += 1;
        complete(client, 0, 0);
        return;
    }
    complete(client, -1, EINVAL);
}

static void drive(UMockdevIoctlClient *client, UMockdevIoctlData *argument, unsigned long request) {
    if (request == USBDEVFS_GETDRIVER) {
        if (!*driver_name) {
            complete(client, -1, ENODATA);
            return;
        }
        struct usbdevfs_getdriver answer = {0};
        UMockdevIoctlData *place = umockdev_ioctl_data_resolve(argument, 0, sizeof answer, NULL);
        strncpy(answer.driver, driver_name, sizeof answer.driver - 1);
        umockdev_ioctl_data_update(place, 0, (guint8 *)&answer, sizeof answer);
        complete(client, 0, 0);
    } else if (request == USBDEVFS_DISCONNECT_CLAIM) {
        if (!strcmp(driver_name, "usbfs")) {  // another program's: never taken away
            complete(client, -1, EBUSY);
            return;
        }
        if (*driver_name) counts[MOCKBUS_DETACHED] += 1;
        driver_name[0] = 0;
        counts[MOCKBUS_CLAIMED] += 1;
        complete(client, 0, 0);
    } else if (request == USBDEVFS_CLAIMINTERFACE) {
        complete(client, *driver_name ? -1 : 0, *driver_name ? EBUSY : 0);
        if (!*driver_name) counts[MOCKBUS_CLAIMED] += 1;
    } else {  // USBDEVFS_IOCTL: libusb gives the driver back
        strcpy(driver_name, "usblp");
        counts[MOCKBUS_ATTACHED] += 1;
        complete(client, 0, 0);
    }
}

static gboolean handle(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer unused) {
    unsigned long request = (unsigned)umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData *argument = umockdev_ioctl_client_get_arg(client);
    int signals_removal = 0;
    g_mutex_lock(&lock);
    if (!is_here && request != USBDEVFS_REAPURBNDELAY && request != USBDEVFS_DISCARDURB) {
        complete(client, -1, ENODEV);
        g_mutex_unlock(&lock);
        return TRUE;
    }
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES: {
        guint32 capabilities = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION |
                               USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
        UMockdevIoctlData *place = umockdev_ioctl_data_resolve(argument, 0, 4, NULL);
        umockdev_ioctl_data_update(place, 0, (guint8 *)&capabilities, 4);
        complete(client, 0, 0);
        break;
    }
    case USBDEVFS_GETDRIVER:
    case USBDEVFS_DISCONNECT_CLAIM:
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_IOCTL: drive(client, argument, request); break;
    case USBDEVFS_SETINTERFACE:
        counts[MOCKBUS_SETTINGS] += 1;
        complete(client, 0, 0);
        break;
    case USBDEVFS_RELEASEINTERFACE:
        counts[MOCKBUS_RELEASED] += 1;
        complete(client, 0, 0);
        break;
    case USBDEVFS_CLEAR_HALT:
        is_output_halted = 0;
        counts[MOCKBUS_HALTS_CLEARED] += 1;
        complete(client, 0, 0);
        break;
    case USBDEVFS_SUBMITURB: submit(client, argument); break;
    case USBDEVFS_DISCARDURB: discard(client, argument); break;
    case USBDEVFS_REAPURBNDELAY:
        reap(client, argument);
        signals_removal = pull_out;
        pull_out = 0;
        break;
    default: complete(client, -1, ENOTTY);
    }
    g_mutex_unlock(&lock);
    if (signals_removal) umockdev_testbed_uevent(bed, device, "remove");
    return TRUE;
}

static char *descriptors(void) {
    static const guint8 bytes[] = {
        18, 1, 0x00, 0x02, 0, 0, 0, 64, 0xb8, 0x04, 0x02, 0x02, 0x00, 0x01, 1, 2, 3, 1,  // device 04b8:0202
        9, 2, 55, 0, 1, 1, 0, 0xc0, 50,                                                   // configuration
        9, 4, 0, 0, 1, 7, 1, 1, 0,                                                        // printer, no answers
        7, 5, 0x01, 2, 64, 0, 0,                                                          // bulk OUT
        9, 4, 0, 1, 2, 7, 1, 2, 0,                                                        // printer, with answers
        7, 5, 0x01, 2, 64, 0, 0,                                                          // bulk OUT
        7, 5, 0x82, 2, 64, 0, 0};                                                         // bulk IN
    GString *text = g_string_new("");
    for (size_t i = 0; i < sizeof bytes; i++) g_string_append_printf(text, "%02X", bytes[i]);
    return g_string_free(text, FALSE);
}

int mockbus_is_loaded(void) {
    const char *loaded = getenv("LD_PRELOAD");
    return loaded && strstr(loaded, "libumockdev-preload") != NULL;
}

int mockbus_start(void) {
    if (bed) return 0;
    received = g_byte_array_new();
    answers = g_byte_array_new();
    bed = umockdev_testbed_new();
    handler = umockdev_ioctl_base_new();
    g_signal_connect(handler, "handle-ioctl", G_CALLBACK(handle), NULL);
    return bed ? 0 : -1;
}

int mockbus_plug(const char *socket, int address, const char *serial, int texts_in_sysfs, const char *driver) {
    g_mutex_lock(&lock);
    g_snprintf(node, sizeof node, NODE "%03d", address);
    g_snprintf(device, sizeof device, "/sys/devices/mock/usb1/%s", socket);
    g_strlcpy(serial_text, serial, sizeof serial_text);
    g_strlcpy(driver_name, driver, sizeof driver_name);
    is_here = 1;
    g_mutex_unlock(&lock);
    char *hex = descriptors();
    char *texts = texts_in_sysfs
                      ? g_strdup_printf("A: manufacturer=MockCo\\n\nA: product=MockPrinter\\n\nA: serial=%s\\n\n", serial)
                      : g_strdup("");
    char *text = g_strdup_printf(
        "P: /devices/mock/usb1/%s\nN: bus/usb/001/%03d\nE: BUSNUM=001\nE: DEVNUM=%03d\nE: DEVNAME=/dev/bus/usb/001/%03d\n"
        "E: DEVTYPE=usb_device\nE: DRIVER=usb\nE: SUBSYSTEM=usb\nE: PRODUCT=4b8/202/100\nE: MAJOR=189\nE: MINOR=%d\n"
        "A: busnum=1\\n\nA: devnum=%d\\n\nA: speed=12\\n\nA: bConfigurationValue=1\\n\nA: bNumConfigurations=1\\n\n"
        "A: idVendor=04b8\\n\nA: idProduct=0202\\n\n%sH: descriptors=%s\n",
        socket, address, address, address, address - 1, address, texts, hex);
    GError *error = NULL;
    int is_added = umockdev_testbed_add_from_string(bed, text, &error)
                   && umockdev_testbed_attach_ioctl(bed, node, handler, &error);
    if (error) g_printerr("mockbus: %s\n", error->message);
    g_clear_error(&error);
    g_free(hex);
    g_free(texts);
    g_free(text);
    if (!is_added) return -1;
    umockdev_testbed_uevent(bed, device, "add");
    return 0;
}

void mockbus_unplug(void) {
    g_mutex_lock(&lock);
    is_here = 0;
    g_mutex_unlock(&lock);
    if (!*device) return;
    umockdev_testbed_uevent(bed, device, "remove");
    umockdev_testbed_detach_ioctl(bed, node, NULL);
    umockdev_testbed_remove_device(bed, device);
    device[0] = 0;
}

void mockbus_reset(void) {
    g_mutex_lock(&lock);
    g_byte_array_set_size(received, 0);
    g_byte_array_set_size(answers, 0);
    fault = MOCKBUS_NONE;
    is_output_halted = is_input_halted = empty_answers = refuses_reset = 0;
    memset(counts, 0, sizeof counts);
    g_mutex_unlock(&lock);
}

void mockbus_fault(enum mockbus_fault next, size_t bytes) {
    g_mutex_lock(&lock);
    fault = next;
    fault_bytes = bytes;
    g_mutex_unlock(&lock);
}

void mockbus_answer(const uint8_t *bytes, size_t count) {
    g_mutex_lock(&lock);
    g_byte_array_append(answers, bytes, count);
    g_mutex_unlock(&lock);
}

void mockbus_answer_nothing(int times) {
    g_mutex_lock(&lock);
    empty_answers = times;
    g_mutex_unlock(&lock);
}

void mockbus_stall_input(void) {
    g_mutex_lock(&lock);
    is_input_halted = 1;
    g_mutex_unlock(&lock);
}

void mockbus_refuse_reset(void) {
    g_mutex_lock(&lock);
    refuses_reset = 1;
    g_mutex_unlock(&lock);
}

size_t mockbus_received_count(void) {
    g_mutex_lock(&lock);
    size_t count = received->len;
    g_mutex_unlock(&lock);
    return count;
}

size_t mockbus_received(uint8_t *bytes, size_t offset, size_t limit) {
    g_mutex_lock(&lock);
    size_t count = offset < received->len ? MIN(limit, received->len - offset) : 0;
    memcpy(bytes, received->data + offset, count);
    g_mutex_unlock(&lock);
    return count;
}

int mockbus_count(enum mockbus_count which) {
    g_mutex_lock(&lock);
    int count = which == MOCKBUS_OPEN_FLIGHTS ? (int)flights.length : counts[which];
    g_mutex_unlock(&lock);
    return count;
}
