// zlib: compressed chunks of trace.dat version 7 and .gz files.
#ifndef MMTRACE_CZLIB_H
#define MMTRACE_CZLIB_H
#include <zlib.h>
#endif
