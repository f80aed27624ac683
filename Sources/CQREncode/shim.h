/* The whole of libqrencode that Rendering's QRHandle.swift uses; nothing needs taming. */
#ifndef RISITI_CQRENCODE_SHIM_H
#define RISITI_CQRENCODE_SHIM_H
#include <qrencode.h>
#endif
