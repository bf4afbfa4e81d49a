#pragma once

#include <stddef.h>

struct Slot {
    const char *name;
    void **address;
    /* Whether older versions of the library lack it, so that it may be missing. */
    int isOptional;
};

/* Loads a library and leads the slots to its functions. Returns NULL, or why it cannot. */
const char *CLoader_fill(const char *library, const struct Slot *slots, size_t count);

/* Where calls that come too early end, and those of functions that the library lacks. */
void CLoader_tooEarly(void);

/* Each function is a jump to where the slot of its name leads; hidden, so that the library's own calls stay in it. */
#if defined(__x86_64__)
#define JUMP(name) "jmpq *CLoader_" #name "(%rip)\n"
#elif defined(__aarch64__)
#define JUMP(name) "adrp x16, CLoader_" #name "\nldr x16, [x16, :lo12:CLoader_" #name "]\nbr x16\n"
#else
#error "a jump through a slot has to be written for this processor"
#endif
#define DEFINE(name)                                                                                                    \
    __attribute__((used, visibility("hidden"))) void *CLoader_##name = (void *)CLoader_tooEarly;                        \
    __asm__(".text\n.globl " #name "\n.hidden " #name "\n.type " #name ", %function\n" #name ":\n" JUMP(name)           \
            ".size " #name ", . - " #name "\n");
#define SLOT(name) {#name, &CLoader_##name, 0},
#define OPTIONAL_SLOT(name) {#name, &CLoader_##name, 1},
#define NONE(F)

/* The jumps to a library's FUNCTIONS and to NEWER ones, which it may lack, and a function that loads it once. */
#define LOADER(function, library, FUNCTIONS, NEWER)                                                                     \
    FUNCTIONS(DEFINE)                                                                                                   \
    NEWER(DEFINE)                                                                                                       \
    static const struct Slot slots[] = {FUNCTIONS(SLOT) NEWER(OPTIONAL_SLOT)};                                          \
    static const char *failure;                                                                                         \
    static void load(void) { failure = CLoader_fill(library, slots, sizeof slots / sizeof *slots); }                    \
    const char *function(void) {                                                                                        \
        static pthread_once_t once = PTHREAD_ONCE_INIT;                                                                 \
        pthread_once(&once, load);                                                                                      \
        return failure;                                                                                                 \
    }
