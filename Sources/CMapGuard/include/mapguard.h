/* Keeps a mapped file that shrinks from killing the process.
 *
 * Reading a page behind the end of a file, or one that its disk does not give, raises SIGBUS. For mappings that
 * are named here the page becomes zeros instead, and a counter tells the reader, who then refuses the file.
 */
#ifndef MAPGUARD_H
#define MAPGUARD_H

#include <stddef.h>

/* Guards a mapping from now on; -1 when there is no memory to remember it. */
int mapguard_add(const void *start, size_t length);
/* Forgets a mapping, before it is unmapped; `slot` is what mapguard_add returned. */
void mapguard_remove(int slot);
/* Pages that became zeros because this thread read them. */
unsigned long mapguard_faults(void);

#endif
