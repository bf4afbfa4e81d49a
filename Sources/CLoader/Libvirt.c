#include "CLoader.h"
#include "Loader.h"

#include <pthread.h>
#include <string.h>

/* What is called of libvirt; a function that is missing here makes the linker ask for the library itself. */
#define FUNCTIONS(F) \
    F(virConnectClose) F(virConnectDomainEventDeregisterAny) F(virConnectDomainEventRegisterAny) \
    F(virConnectGetAllDomainStats) F(virConnectGetCapabilities) F(virConnectGetHostname) F(virConnectGetLibVersion) \
    F(virConnectGetType) F(virConnectGetURI) F(virConnectGetVersion) F(virConnectIsAlive) F(virConnectListAllDomains) \
    F(virConnectListAllNetworks) F(virConnectListAllStoragePools) F(virConnectListDomains) F(virConnectOpen) \
    F(virConnectOpenReadOnly) F(virConnectRegisterCloseCallback) F(virConnectSetKeepAlive) \
    F(virConnectUnregisterCloseCallback) F(virDomainBlockStats) F(virDomainBlockStatsFlags) F(virDomainFSInfoFree) \
    F(virDomainFree) F(virDomainGetBlockInfo) F(virDomainGetBlockJobInfo) F(virDomainGetCPUStats) \
    F(virDomainGetDiskErrors) F(virDomainGetFSInfo) F(virDomainGetID) F(virDomainGetInfo) F(virDomainGetJobStats) \
    F(virDomainGetMaxVcpus) F(virDomainGetMetadata) F(virDomainGetName) F(virDomainGetState) F(virDomainGetTime) \
    F(virDomainGetUUID) F(virDomainGetVcpus) F(virDomainGetXMLDesc) \
    F(virDomainInterfaceStats) F(virDomainListAllSnapshots) F(virDomainListGetStats) F(virDomainLookupByName) \
    F(virDomainLookupByUUID) F(virDomainMemoryStats) F(virDomainSnapshotFree) F(virDomainSnapshotGetName) \
    F(virDomainSnapshotGetXMLDesc) F(virDomainSnapshotIsCurrent) F(virDomainStatsRecordListFree) \
    F(virEventRegisterImpl) F(virGetLastError) F(virGetVersion) F(virInitialize) F(virNetworkDHCPLeaseFree) \
    F(virNetworkFree) F(virNetworkGetDHCPLeases) F(virNetworkGetName) F(virNetworkGetUUID) F(virNetworkGetXMLDesc) \
    F(virNetworkLookupByUUID) F(virNodeGetCPUStats) F(virNodeGetCellsFreeMemory) F(virNodeGetFreeMemory) \
    F(virNodeGetFreePages) F(virNodeGetInfo) F(virNodeGetMemoryStats) F(virSetErrorFunc) F(virStoragePoolFree) \
    F(virStoragePoolGetInfo) F(virStoragePoolGetName) F(virStoragePoolGetUUID) F(virStoragePoolListAllVolumes) \
    F(virStoragePoolLookupByUUID) F(virStorageVolFree) F(virStorageVolGetInfo) F(virStorageVolGetName) \
    F(virStorageVolGetPath) F(virStorageVolGetXMLDesc) F(virTypedParamsClear) F(virTypedParamsFree)

/* Likewise, of versions newer than 5.0: checkpoints 5.6, guest information 5.7, messages 7.1. */
#define NEWER(F) \
    F(virDomainCheckpointFree) F(virDomainCheckpointGetName) F(virDomainCheckpointGetXMLDesc) \
    F(virDomainGetGuestInfo) F(virDomainGetMessages) F(virDomainListAllCheckpoints)

LOADER(CLoader_loadLibvirt, "libvirt.so.0", FUNCTIONS, NEWER)

int CLoader_libvirtHas(const char *name) {
    if (CLoader_loadLibvirt())
        return 0;
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (strcmp(slots[i].name, name) == 0)
            return *slots[i].address != (void *)CLoader_tooEarly;
    return 0;
}
