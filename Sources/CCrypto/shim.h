// libcrypto (OpenSSL): SHA-256 of the recording, for the provenance of a report.
#ifndef MMTRACE_CCRYPTO_H
#define MMTRACE_CCRYPTO_H
#include <openssl/evp.h>
#endif
