/* The whole of libhpdf that Rendering's PDFHandle.swift uses; nothing needs taming. */
#ifndef RISITI_CHARU_SHIM_H
#define RISITI_CHARU_SHIM_H
#include <hpdf.h>
#endif
