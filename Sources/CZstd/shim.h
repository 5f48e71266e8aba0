// libzstd: zstd frames of trace.dat version 7 and of .zst files.
#ifndef MMTRACE_CZSTD_H
#define MMTRACE_CZSTD_H
#include <zstd.h>
#endif
