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
#define PACKET 64

typedef struct {
    UMockdevIoctlData *urb, *buffer;
    int is_discarded;
    int is_decided;
    int status;
    int actual;
    enum mockbus_fault fault;
    int limit;  // the fault strikes behind so many bytes
} Flight;

typedef struct Plug Plug;

// A printer, which outlives its plugs.
typedef struct {
    int number;
    guint16 vendor, product;
    char serial[64], driver[32];
    Plug *plug;  // the last one
    GByteArray *received, *answers;
    mockbus_taker taker;
    enum mockbus_fault fault;
    int fault_bytes;
    int is_output_halted, is_input_halted, empty_answers, refuses_reset;
    int packets_left;  // until it is pulled out; below 0 it is not
    int loses_count;
    guint8 port_status;
    int counts[MOCKBUS_COUNTS];
} Printer;

// A printer in a socket: one life of a device node. Whoever has the node of an earlier one open finds no device there.
struct Plug {
    Printer *printer;
    char node[64], device[64];
    int is_here;
    int pull_out;  // it left, and udev has yet to say so
    GQueue flights;
};

#define PRINTERS 64

// Taken again by a printer's own program, which answers from within it.
static GRecMutex lock;
// Held by whoever tells udev's listeners; never within `lock`.
static GMutex telling;
static UMockdevTestbed *bed;
// One for all nodes.
static UMockdevIoctlBase *handler;
static GPtrArray *plugs;
static Printer *printers[PRINTERS];
static int printer_count;

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

static void decide_control(Printer *printer, Flight *flight, const struct usbdevfs_urb *urb) {
    const guint8 *setup = flight->buffer->data;
    if (setup[0] == 0xA1 && setup[1] == 0) {  // GET_DEVICE_ID; the length counts itself
        static const char identity[] = "\x00\x1bMFG:Mock;MDL:TM-T;CMD:ESC;trailing rubbish";
        int count = MIN((int)sizeof identity - 1, urb->buffer_length - 8);
        put(flight, 8, identity, count);
        decide(flight, 0, count);
    } else if (setup[0] == 0xA1 && setup[1] == 1) {  // GET_PORT_STATUS
        put(flight, 8, &printer->port_status, 1);
        decide(flight, 0, 1);
    } else if (setup[0] == 0x21 && setup[1] == 2) {
        printer->counts[MOCKBUS_RESETS_1_1] += 1;
        decide(flight, printer->refuses_reset ? -EPIPE : 0, 0);
    } else if (setup[0] == 0x23 && setup[1] == 2) {
        printer->counts[MOCKBUS_RESETS_OLD] += 1;
        decide(flight, 0, 0);
    } else if (setup[0] == 0x80 && setup[1] == 6 && setup[3] == 3) {  // string descriptors
        const char *text = setup[2] == 1 ? "MockCo" : setup[2] == 2 ? "MockPrinter" : printer->serial;
        guint8 out[128] = {0};
        int count = 2;
        printer->counts[MOCKBUS_STRINGS] += 1;
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

static void leave(Plug *plug) {
    plug->is_here = 0;
    plug->pull_out = 1;
}

// Whether another packet goes, in or out; else it is pulled out.
static int is_next_packet(Plug *plug) {
    Printer *printer = plug->printer;
    if (printer->packets_left == 0) leave(plug);
    if (printer->packets_left >= 0) printer->packets_left -= 1;
    return plug->is_here;
}

// Packet by packet, as far as the printer takes them.
static void take(Plug *plug, Flight *flight, int limit) {
    Printer *printer = plug->printer;
    while (flight->actual < limit) {
        const guint8 *bytes = flight->buffer->data + flight->actual;
        int count = MIN(limit - flight->actual, PACKET);
        if (printer->packets_left != 0 && printer->taker && !printer->taker(printer->number, bytes, count)) return;
        if (!is_next_packet(plug)) return;
        g_byte_array_append(printer->received, bytes, count);
        flight->actual += count;
    }
}

static void decide_output(Plug *plug, Flight *flight, const struct usbdevfs_urb *urb) {
    Printer *printer = plug->printer;
    int all = urb->buffer_length;
    if (printer->is_output_halted) {
        decide(flight, -EPIPE, flight->actual);
        return;
    }
    if (flight->fault == MOCKBUS_NONE && printer->fault != MOCKBUS_NONE && all >= printer->fault_bytes) {
        flight->fault = printer->fault;
        flight->limit = printer->fault_bytes;
        printer->fault = MOCKBUS_NONE;
    }
    int limit = flight->fault == MOCKBUS_NONE ? all : flight->limit;
    take(plug, flight, limit);
    if (!plug->is_here || flight->actual < limit) return;
    switch (flight->fault) {
    case MOCKBUS_NONE:
    case MOCKBUS_SHORT: decide(flight, 0, flight->actual); break;
    case MOCKBUS_STALL:
        printer->is_output_halted = 1;
        decide(flight, -EPIPE, flight->actual);
        break;
    case MOCKBUS_STUCK: break;  // waits for its discarding
    case MOCKBUS_UNPLUG: leave(plug); break;
    case MOCKBUS_UNHEARD: decide(flight, -EPROTO, 0); break;
    }
}

static void decide_input(Plug *plug, Flight *flight, const struct usbdevfs_urb *urb) {
    Printer *printer = plug->printer;
    if (printer->is_input_halted) {
        printer->is_input_halted = 0;
        decide(flight, -EPIPE, 0);
    } else if (printer->empty_answers > 0) {
        printer->empty_answers -= 1;
        decide(flight, 0, 0);
    } else if (printer->answers->len > 0 && is_next_packet(plug)) {
        guint count = MIN(printer->answers->len, (guint)urb->buffer_length);
        put(flight, 0, printer->answers->data, count);
        g_byte_array_remove_range(printer->answers, 0, count);
        decide(flight, 0, count);
    }
}

static void look(Plug *plug, Flight *flight) {
    struct usbdevfs_urb urb;
    memcpy(&urb, flight->urb->data, sizeof urb);
    if (flight->is_discarded) {
        decide(flight, -ENOENT, flight->actual);
    } else if (plug->is_here) {
        if (urb.type == USBDEVFS_URB_TYPE_CONTROL) {
            decide_control(plug->printer, flight, &urb);
        } else if (urb.endpoint & 0x80) {
            decide_input(plug, flight, &urb);
        } else {
            decide_output(plug, flight, &urb);
        }
    }
    if (!plug->is_here && !flight->is_decided) {
        decide(flight, -ESHUTDOWN, plug->printer->loses_count ? 0 : flight->actual);
    }
}

static Flight *next_ended(Plug *plug) {
    for (GList *link = plug->flights.head; link; link = link->next) {
        Flight *flight = link->data;
        if (!flight->is_decided) look(plug, flight);
        if (!flight->is_decided) continue;
        g_queue_delete_link(&plug->flights, link);
        return flight;
    }
    return NULL;
}

static void reap(Plug *plug, UMockdevIoctlClient *client, UMockdevIoctlData *argument) {
    Flight *flight = next_ended(plug);
    if (!flight) {
        complete(client, -1, plug->is_here ? EAGAIN : ENODEV);
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

static void submit(Plug *plug, UMockdevIoctlClient *client, UMockdevIoctlData *argument) {
    Flight *flight = g_new0(Flight, 1);
    Printer *printer = plug->printer;
    flight->urb = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_urb), NULL);
    struct usbdevfs_urb urb;
    memcpy(&urb, flight->urb->data, sizeof urb);
    if (urb.buffer_length > 0) {
        flight->buffer = umockdev_ioctl_data_resolve(
            flight->urb, G_STRUCT_OFFSET(struct usbdevfs_urb, buffer), urb.buffer_length, NULL);
    }
    if (urb.type == USBDEVFS_URB_TYPE_BULK) {
        printer->counts[urb.endpoint & 0x80 ? MOCKBUS_INPUTS : MOCKBUS_OUTPUTS] += 1;
        if (urb.flags & USBDEVFS_URB_ZERO_PACKET) printer->counts[MOCKBUS_EMPTY_PACKETS] += 1;
    }
    g_queue_push_tail(&plug->flights, flight);
    complete(client, 0, 0);
}

static void discard(Plug *plug, UMockdevIoctlClient *client, UMockdevIoctlData *argument) {
    Printer *printer = plug->printer;
    gulong address;
    memcpy(&address, argument->data, sizeof address);
    for (GList *link = plug->flights.head; link; link = link->next) {
        Flight *flight = link->data;
        if (flight->urb->client_addr != address || flight->is_decided) continue;
        flight->is_discarded = 1;
        printer->counts[MOCKBUS_DISCARDED] += 1;
        complete(client, 0, 0);
        return;
    }
    complete(client, -1, EINVAL);
}

static void drive(Printer *printer, UMockdevIoctlClient *client, UMockdevIoctlData *argument, unsigned long request) {
    if (request == USBDEVFS_GETDRIVER) {
        if (!*printer->driver) {
            complete(client, -1, ENODATA);
            return;
        }
        struct usbdevfs_getdriver answer = {0};
        UMockdevIoctlData *place = umockdev_ioctl_data_resolve(argument, 0, sizeof answer, NULL);
        strncpy(answer.driver, printer->driver, sizeof answer.driver - 1);
        umockdev_ioctl_data_update(place, 0, (guint8 *)&answer, sizeof answer);
        complete(client, 0, 0);
    } else if (request == USBDEVFS_DISCONNECT_CLAIM) {
        if (!strcmp(printer->driver, "usbfs")) {  // another program's: never taken away
            complete(client, -1, EBUSY);
            return;
        }
        if (*printer->driver) printer->counts[MOCKBUS_DETACHED] += 1;
        printer->driver[0] = 0;
        printer->counts[MOCKBUS_CLAIMED] += 1;
        complete(client, 0, 0);
    } else if (request == USBDEVFS_CLAIMINTERFACE) {
        complete(client, *printer->driver ? -1 : 0, *printer->driver ? EBUSY : 0);
        if (!*printer->driver) printer->counts[MOCKBUS_CLAIMED] += 1;
    } else {  // USBDEVFS_IOCTL: libusb gives the driver back
        strcpy(printer->driver, "usblp");
        printer->counts[MOCKBUS_ATTACHED] += 1;
        complete(client, 0, 0);
    }
}

// Who had or has a node last.
static Plug *plug_of(const char *node) {
    for (guint i = plugs->len; i > 0; i--) {
        Plug *plug = g_ptr_array_index(plugs, i - 1);
        if (!strcmp(plug->node, node)) return plug;
    }
    return NULL;
}

static gboolean handle(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer context) {
    unsigned long request = (unsigned)umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData *argument = umockdev_ioctl_client_get_arg(client);
    int signals_removal = 0;
    g_rec_mutex_lock(&lock);
    Plug *plug = plug_of(umockdev_ioctl_client_get_devnode(client));
    if (!plug) {
        g_rec_mutex_unlock(&lock);
        return FALSE;
    }
    Printer *printer = plug->printer;
    if (!plug->is_here && request != USBDEVFS_REAPURBNDELAY && request != USBDEVFS_DISCARDURB) {
        complete(client, -1, ENODEV);
        g_rec_mutex_unlock(&lock);
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
    case USBDEVFS_IOCTL: drive(printer, client, argument, request); break;
    case USBDEVFS_SETINTERFACE:
        printer->counts[MOCKBUS_SETTINGS] += 1;
        complete(client, 0, 0);
        break;
    case USBDEVFS_RELEASEINTERFACE:
        printer->counts[MOCKBUS_RELEASED] += 1;
        complete(client, 0, 0);
        break;
    case USBDEVFS_CLEAR_HALT:
        printer->is_output_halted = 0;
        printer->counts[MOCKBUS_HALTS_CLEARED] += 1;
        complete(client, 0, 0);
        break;
    case USBDEVFS_SUBMITURB: submit(plug, client, argument); break;
    case USBDEVFS_DISCARDURB: discard(plug, client, argument); break;
    case USBDEVFS_REAPURBNDELAY:
        reap(plug, client, argument);
        signals_removal = plug->pull_out;
        plug->pull_out = 0;
        break;
    default: complete(client, -1, ENOTTY);
    }
    g_rec_mutex_unlock(&lock);
    if (signals_removal) {
        g_mutex_lock(&telling);
        if (*plug->device) umockdev_testbed_uevent(bed, plug->device, "remove");
        g_mutex_unlock(&telling);
    }
    return TRUE;
}

static char *descriptors(const Printer *printer) {
    const guint8 bytes[] = {
        18, 1, 0x00, 0x02, 0, 0, 0, 64,                                        // device, USB 2.0
        printer->vendor & 0xFF, printer->vendor >> 8, printer->product & 0xFF, printer->product >> 8,
        0x00, 0x01, 1, 2, *printer->serial ? 3 : 0, 1,
        9, 2, 48, 0, 1, 1, 0, 0xc0, 50,                                        // configuration
        9, 4, 0, 0, 1, 7, 1, 1, 0,                                             // printer, no answers
        7, 5, 0x01, 2, PACKET, 0, 0,                                           // bulk OUT
        9, 4, 0, 1, 2, 7, 1, 2, 0,                                             // printer, with answers
        7, 5, 0x01, 2, PACKET, 0, 0,                                           // bulk OUT
        7, 5, 0x82, 2, PACKET, 0, 0};                                          // bulk IN
    GString *text = g_string_new("");
    for (size_t i = 0; i < sizeof bytes; i++) g_string_append_printf(text, "%02X", bytes[i]);
    return g_string_free(text, FALSE);
}

int mockbus_is_loaded(void) {
    const char *loaded = getenv("LD_PRELOAD");
    return loaded && strstr(loaded, "libumockdev-preload") != NULL;
}

int mockbus_make(uint16_t vendor, uint16_t product) {
    g_rec_mutex_lock(&lock);
    int number = -1;
    if (!bed) {
        bed = umockdev_testbed_new();
        plugs = g_ptr_array_new();
        handler = umockdev_ioctl_base_new();
        g_signal_connect(handler, "handle-ioctl", G_CALLBACK(handle), NULL);
    }
    if (bed && printer_count < PRINTERS) {
        number = printer_count++;
        Printer *printer = printers[number] = g_new0(Printer, 1);
        printer->number = number;
        printer->vendor = vendor;
        printer->product = product;
        printer->received = g_byte_array_new();
        printer->answers = g_byte_array_new();
        printer->packets_left = -1;
        printer->port_status = 0x18;
    }
    g_rec_mutex_unlock(&lock);
    return number;
}

static char *text_of(const Plug *plug, const char *socket, int address, int texts_in_sysfs) {
    const Printer *printer = plug->printer;
    char *hex = descriptors(printer);
    char *serial = *printer->serial ? g_strdup_printf("A: serial=%s\\n\n", printer->serial) : g_strdup("");
    char *texts = texts_in_sysfs
                      ? g_strdup_printf("A: manufacturer=MockCo\\n\nA: product=MockPrinter\\n\n%s", serial)
                      : g_strdup("");
    char *text = g_strdup_printf(
        "P: /devices/mock/usb1/%s\nN: bus/usb/001/%03d\nE: BUSNUM=001\nE: DEVNUM=%03d\nE: DEVNAME=/dev/bus/usb/001/%03d\n"
        "E: DEVTYPE=usb_device\nE: DRIVER=usb\nE: SUBSYSTEM=usb\nE: PRODUCT=%x/%x/100\nE: MAJOR=189\nE: MINOR=%d\n"
        "A: busnum=1\\n\nA: devnum=%d\\n\nA: speed=12\\n\nA: bConfigurationValue=1\\n\nA: bNumConfigurations=1\\n\n"
        "A: idVendor=%04x\\n\nA: idProduct=%04x\\n\n%sH: descriptors=%s\n",
        socket, address, address, address, printer->vendor, printer->product, address - 1, address, printer->vendor,
        printer->product, texts, hex);
    g_free(hex);
    g_free(serial);
    g_free(texts);
    return text;
}

int mockbus_plug(
    int number, const char *socket, int address, const char *serial, int texts_in_sysfs, const char *driver) {
    Printer *printer = printers[number];
    Plug *plug = g_new0(Plug, 1);  // kept for ever: somebody may still have its node open
    plug->printer = printer;
    g_queue_init(&plug->flights);
    plug->is_here = 1;
    g_snprintf(plug->node, sizeof plug->node, NODE "%03d", address);
    g_snprintf(plug->device, sizeof plug->device, "/sys/devices/mock/usb1/%s", socket);
    g_rec_mutex_lock(&lock);
    printer->plug = plug;
    g_ptr_array_add(plugs, plug);
    g_strlcpy(printer->serial, serial, sizeof printer->serial);
    g_strlcpy(printer->driver, driver, sizeof printer->driver);
    g_byte_array_set_size(printer->answers, 0);
    printer->is_output_halted = printer->is_input_halted = 0;
    printer->packets_left = -1;
    g_rec_mutex_unlock(&lock);
    char *text = text_of(plug, socket, address, texts_in_sysfs);
    GError *error = NULL;
    g_mutex_lock(&telling);
    int is_added = umockdev_testbed_add_from_string(bed, text, &error)
                   && umockdev_testbed_attach_ioctl(bed, plug->node, handler, &error);
    if (error) g_printerr("mockbus: %s\n", error->message);
    g_clear_error(&error);
    g_free(text);
    if (is_added) umockdev_testbed_uevent(bed, plug->device, "add");
    g_mutex_unlock(&telling);
    return is_added ? 0 : -1;
}

void mockbus_unplug(int number) {
    g_rec_mutex_lock(&lock);
    Plug *plug = printers[number]->plug;
    if (plug) plug->is_here = 0;
    g_rec_mutex_unlock(&lock);
    if (!plug || !*plug->device) return;
    umockdev_testbed_detach_ioctl(bed, plug->node, NULL);
    g_mutex_lock(&telling);
    umockdev_testbed_uevent(bed, plug->device, "remove");
    umockdev_testbed_remove_device(bed, plug->device);
    plug->device[0] = 0;
    g_mutex_unlock(&telling);
}

#define WITH(printer, number, body)           \
    do {                                      \
        g_rec_mutex_lock(&lock);              \
        Printer *printer = printers[number];  \
        body;                                 \
        g_rec_mutex_unlock(&lock);            \
    } while (0)

int mockbus_is_plugged(int number) {
    int is_plugged;
    WITH(printer, number, is_plugged = printer->plug && printer->plug->is_here);
    return is_plugged;
}

void mockbus_play(int number, mockbus_taker taker) {
    WITH(printer, number, printer->taker = taker);
}

void mockbus_fault(int number, enum mockbus_fault next, size_t bytes) {
    WITH(printer, number, { printer->fault = next; printer->fault_bytes = (int)bytes; });
}

void mockbus_pull_after(int number, int packets) {
    WITH(printer, number, printer->packets_left = packets);
}

void mockbus_lose_count(int number) {
    WITH(printer, number, printer->loses_count = 1);
}

void mockbus_port_status(int number, uint8_t status) {
    WITH(printer, number, printer->port_status = status);
}

void mockbus_answer(int number, const uint8_t *bytes, size_t count) {
    WITH(printer, number, {
        if (printer->plug && printer->plug->is_here) g_byte_array_append(printer->answers, bytes, count);
    });
}

void mockbus_answer_nothing(int number, int times) {
    WITH(printer, number, printer->empty_answers = times);
}

void mockbus_stall_input(int number) {
    WITH(printer, number, printer->is_input_halted = 1);
}

void mockbus_refuse_reset(int number) {
    WITH(printer, number, printer->refuses_reset = 1);
}

size_t mockbus_received_count(int number) {
    size_t count;
    WITH(printer, number, count = printer->received->len);
    return count;
}

size_t mockbus_received(int number, uint8_t *bytes, size_t offset, size_t limit) {
    size_t count;
    WITH(printer, number, {
        count = offset < printer->received->len ? MIN(limit, printer->received->len - offset) : 0;
        memcpy(bytes, printer->received->data + offset, count);
    });
    return count;
}

int mockbus_count(int number, enum mockbus_count which) {
    int count;
    WITH(printer, number, {
        count = which == MOCKBUS_OPEN_FLIGHTS ? (printer->plug ? (int)printer->plug->flights.length : 0)
                                              : printer->counts[which];
    });
    return count;
}
