#include "CLibvirtLoader.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* What is called of libvirt; a function that is missing here makes the linker ask for the library itself. */
#define FUNCTIONS(F) \
    F(virConnectClose) F(virConnectDomainEventDeregisterAny) F(virConnectDomainEventRegisterAny) \
    F(virConnectGetAllDomainStats) F(virConnectGetCapabilities) F(virConnectGetHostname) F(virConnectGetLibVersion) \
    F(virConnectGetType) F(virConnectGetURI) F(virConnectGetVersion) F(virConnectIsAlive) \
    F(virConnectListAllDomains) F(virConnectListAllNetworks) F(virConnectListAllStoragePools) \
    F(virConnectListDomains) F(virConnectOpen) F(virConnectOpenReadOnly) F(virConnectRegisterCloseCallback) \
    F(virConnectSetKeepAlive) F(virConnectUnregisterCloseCallback) F(virDomainBlockStats) \
    F(virDomainBlockStatsFlags) F(virDomainFree) F(virDomainGetBlockInfo) F(virDomainGetCPUStats) \
    F(virDomainGetDiskErrors) F(virDomainGetID) F(virDomainGetInfo) F(virDomainGetJobStats) F(virDomainGetMaxVcpus) \
    F(virDomainGetName) F(virDomainGetState) F(virDomainGetUUID) F(virDomainGetVcpus) F(virDomainGetXMLDesc) \
    F(virDomainInterfaceStats) F(virDomainListGetStats) F(virDomainLookupByName) F(virDomainLookupByUUID) \
    F(virDomainMemoryStats) F(virDomainStatsRecordListFree) F(virEventRegisterImpl) F(virGetLastError) \
    F(virGetVersion) F(virInitialize) F(virNetworkFree) F(virNetworkGetName) F(virNetworkGetUUID) \
    F(virNodeGetCPUStats) F(virNodeGetCellsFreeMemory) F(virNodeGetFreeMemory) F(virNodeGetInfo) \
    F(virNodeGetMemoryStats) F(virSetErrorFunc) F(virStoragePoolFree) F(virStoragePoolGetInfo) \
    F(virStoragePoolGetName) F(virStoragePoolGetUUID) F(virStoragePoolLookupByUUID) F(virTypedParamsClear) \
    F(virTypedParamsFree)

/* Where calls that come too early end. */
static void tooEarly(void) {
    fputs("libvirt is called before it was loaded\n", stderr);
    abort();
}

/* Each function is a jump to where the slot of its name leads; hidden, so that the library's own calls stay in it. */
#if defined(__x86_64__)
#define JUMP(name) "jmpq *CLibvirtLoader_" #name "(%rip)\n"
#elif defined(__aarch64__)
#define JUMP(name)                                                                                                      \
    "adrp x16, CLibvirtLoader_" #name "\nldr x16, [x16, :lo12:CLibvirtLoader_" #name "]\nbr x16\n"
#else
#error "a jump through a slot has to be written for this processor"
#endif
#define DEFINE(name)                                                                                                    \
    __attribute__((used, visibility("hidden"))) void *CLibvirtLoader_##name = (void *)tooEarly;                         \
    __asm__(".text\n.globl " #name "\n.hidden " #name "\n.type " #name ", %function\n" #name ":\n" JUMP(name)           \
            ".size " #name ", . - " #name "\n");
FUNCTIONS(DEFINE)

#define SLOT(name) {#name, &CLibvirtLoader_##name},
static const struct {
    const char *name;
    void **slot;
} slots[] = {FUNCTIONS(SLOT)};

static char failure[512];

static void load(void) {
    void *library = dlopen("libvirt.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(failure, sizeof failure, "%s", dlerror());
        return;
    }
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        void *function = dlsym(library, slots[i].name);
        if (!function) {
            snprintf(failure, sizeof failure, "%s", dlerror());
            return;
        }
        *slots[i].slot = function;
    }
}

const char *CLibvirtLoader_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return *failure ? failure : NULL;
}
