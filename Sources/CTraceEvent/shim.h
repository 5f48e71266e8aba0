// libtraceevent, as pkg-config libtraceevent finds it (its .pc adds .../include/traceevent).
// Only what Swift cannot import by itself is wrapped here, under the prefix ctraceevent_.
#ifndef MMTRACE_CTRACEEVENT_H
#define MMTRACE_CTRACEEVENT_H

#include <event-parse.h>
#include <trace-seq.h>

// tep_print_event() is variadic. "%s" with TEP_PRINT_INFO prints the event's payload and nothing else.
static inline void ctraceevent_print_info(struct tep_handle *tep, struct trace_seq *seq,
                                          struct tep_record *record) {
  tep_print_event(tep, seq, record, "%s", TEP_PRINT_INFO);
}

#endif
