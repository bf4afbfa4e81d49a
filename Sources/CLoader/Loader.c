#include "Loader.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void CLoader_tooEarly(void) {
    fputs("a library is called before it was loaded\n", stderr);
    abort();
}

static const char *failure(void) {
    const char *error = dlerror();
    const char *reason = error ? strdup(error) : NULL;
    return reason ? reason : "the system does not say why";
}

const char *CLoader_fill(const char *name, const struct Slot *slots, size_t count) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return failure();
    for (size_t i = 0; i < count; i++) {
        void *function = dlsym(library, slots[i].name);
        if (!function && slots[i].isOptional)
            continue;
        if (!function)
            return failure();
        *slots[i].address = function;
    }
    return NULL;
}
