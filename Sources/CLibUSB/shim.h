#ifndef RISITI_CLIBUSB_SHIM_H
#define RISITI_CLIBUSB_SHIM_H

#include <libusb.h>

#endif
