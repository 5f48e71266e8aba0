// libsqlite3. Only what Swift cannot import by itself is wrapped here, under the prefix csqlite_.
#ifndef MMTRACE_CSQLITE_H
#define MMTRACE_CSQLITE_H

#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast macro: sqlite3_bind_text() that copies the bytes.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
  return sqlite3_bind_text(statement, index, text, length, SQLITE_TRANSIENT);
}

static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
  return sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}

#endif
