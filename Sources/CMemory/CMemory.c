#define _GNU_SOURCE
#include "CMemory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

int CMemory_limitArenas(int number) { return mallopt(M_ARENA_MAX, number); }

static int forgetPagesOf(struct dl_phdr_info *object, size_t size, void *data) {
    (void)size;
    (void)data;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        /* what was written to, relocations above all, would be lost */
        if (header->p_type != PT_LOAD || header->p_flags & PF_W) continue;
        size_t start = object->dlpi_addr + header->p_vaddr, first = start & ~(page - 1);
        /* a failure keeps the pages, which is no harm */
        madvise((void *)first, start + header->p_memsz - first, MADV_DONTNEED);
    }
    return 0;
}

void CMemory_forgetReadOnlyPages(void) { dl_iterate_phdr(forgetPagesOf, NULL); }

void CMemory_returnFreeHeap(void) { malloc_trim(0); }
