#ifndef RISITI_CCURL_SHIM_H
#define RISITI_CCURL_SHIM_H

#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, and Swift cannot call variadic C functions.
// One inline function per kind of argument fixes the type that libcurl reads from the variable arguments.

// Numbers and switches: libcurl reads a long, which Swift would not promote to by itself.
static inline CURLcode risiti_curl_set_number(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

// Sizes past 2^31: libcurl reads a curl_off_t.
static inline CURLcode risiti_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

// Texts: libcurl copies them, so the pointer need live only for the call.
static inline CURLcode risiti_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

// Context and buffer pointers: libcurl keeps them, so they must outlive the transfer.
static inline CURLcode risiti_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

// The header list: libcurl keeps it, so it must outlive the transfer.
static inline CURLcode risiti_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

// Certificates in memory: with CURL_BLOB_COPY libcurl keeps its own copy.
static inline CURLcode risiti_curl_set_copied_blob(CURL *easy, CURLoption option, void *bytes, size_t count) {
    struct curl_blob blob = {bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, &blob);
}

// Body and header bytes that arrive: the function type cannot pass through variable arguments from Swift.
static inline CURLcode risiti_curl_set_receiver(CURL *easy, CURLoption option, curl_write_callback function) {
    return curl_easy_setopt(easy, option, function);
}

// Body bytes that leave.
static inline CURLcode risiti_curl_set_sender(CURL *easy, curl_read_callback function) {
    return curl_easy_setopt(easy, CURLOPT_READFUNCTION, function);
}

// Progress, through which a transfer is given up.
static inline CURLcode risiti_curl_set_progress(CURL *easy, curl_xferinfo_callback function) {
    return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, function);
}

// The moment before a request leaves, at which it can still be held back.
static inline CURLcode risiti_curl_set_start(CURL *easy, curl_prereq_callback function) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}

// Facts about the last transfer: libcurl writes through a pointer of the option's own type.
static inline CURLcode risiti_curl_get_number(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode risiti_curl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode risiti_curl_get_text(CURL *easy, CURLINFO info, char **value) {
    return curl_easy_getinfo(easy, info, value);
}

// CURLcode as a plain number, whatever signedness the compiler gives the enumeration.
static inline int risiti_curl_code(CURLcode code) {
    return (int)code;
}

#endif
