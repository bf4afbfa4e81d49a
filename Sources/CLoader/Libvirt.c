#include "CLoader.h"
#include "Loader.h"

#include <pthread.h>

/* What is called of libvirt; a function that is missing here makes the linker ask for the library itself. */
#define FUNCTIONS(F) \
    F(virConnectClose) F(virConnectDomainEventDeregisterAny) F(virConnectDomainEventRegisterAny) \
    F(virConnectGetAllDomainStats) F(virConnectGetCapabilities) F(virConnectGetHostname) F(virConnectGetLibVersion) \
    F(virConnectGetType) F(virConnectGetURI) F(virConnectGetVersion) F(virConnectIsAlive) \
    F(virConnectListAllDomains) F(virConnectListAllNetworks) F(virConnectListAllStoragePools) \
    F(virConnectListDomains) F(virConnectOpen) F(virConnectOpenReadOnly) F(virConnectRegisterCloseCallback) \
    F(virConnectSetKeepAlive) F(virConnectUnregisterCloseCallback) F(virDomainBlockStats) \
    F(virDomainBlockStatsFlags) F(virDomainFSInfoFree) F(virDomainFree) F(virDomainGetBlockInfo) F(virDomainGetCPUStats) \
    F(virDomainGetDiskErrors) F(virDomainGetFSInfo) F(virDomainGetID) F(virDomainGetInfo) F(virDomainGetJobStats) F(virDomainGetMaxVcpus) \
    F(virDomainGetMetadata) \
    F(virDomainGetName) F(virDomainGetState) F(virDomainGetUUID) F(virDomainGetVcpus) F(virDomainGetXMLDesc) \
    F(virDomainInterfaceStats) F(virDomainListGetStats) F(virDomainLookupByName) F(virDomainLookupByUUID) \
    F(virDomainMemoryStats) F(virDomainStatsRecordListFree) F(virEventRegisterImpl) F(virGetLastError) \
    F(virGetVersion) F(virInitialize) F(virNetworkFree) F(virNetworkGetName) F(virNetworkGetUUID) \
    F(virNodeGetCPUStats) F(virNodeGetCellsFreeMemory) F(virNodeGetFreeMemory) F(virNodeGetInfo) \
    F(virNodeGetMemoryStats) F(virSetErrorFunc) F(virStoragePoolFree) F(virStoragePoolGetInfo) \
    F(virStoragePoolGetName) F(virStoragePoolGetUUID) F(virStoragePoolLookupByUUID) F(virTypedParamsClear) \
    F(virTypedParamsFree)

LOADER(CLoader_loadLibvirt, "libvirt.so.0", FUNCTIONS)
