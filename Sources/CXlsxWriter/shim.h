/* The whole of libxlsxwriter that Accounting's XLSXHandle.swift uses; nothing needs taming. */
#ifndef RISITI_CXLSXWRITER_SHIM_H
#define RISITI_CXLSXWRITER_SHIM_H
#include <xlsxwriter.h>
#endif
