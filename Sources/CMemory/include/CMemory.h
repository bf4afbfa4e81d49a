/* What Swift cannot ask of libc: malloc.h and link.h are in no module that it has. */
#ifndef CMEMORY_H
#define CMEMORY_H

/* Lets threads share this many arenas of the heap. Returns 0 if the limit cannot be set. */
int CMemory_limitArenas(int number);

/* Unmaps the pages of the program and its libraries that nothing ever writes to; those in use come back. */
void CMemory_forgetReadOnlyPages(void);

/* Gives the pages of the heap back to the system that nothing lies in, of all arenas. */
void CMemory_returnFreeHeap(void);

#endif
