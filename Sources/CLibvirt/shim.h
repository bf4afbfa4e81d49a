#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

/* prctl is variadic, which Swift cannot call. Names the calling thread (15 bytes at most are kept). */
static inline int CLibvirt_nameThread(const char *name) {
    return prctl(PR_SET_NAME, (unsigned long)name, 0UL, 0UL, 0UL);
}

/*
 * VIR_DOMAIN_EVENT_CALLBACK is a cast macro, which Swift cannot import. One function per callback type, so that the
 * compiler checks every callback against the event it is registered for.
 */

static inline int CLibvirt_registerLifecycle(virConnectPtr connection, virConnectDomainEventCallback callback,
                                             void *opaque, virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

/* VIR_DOMAIN_EVENT_ID_REBOOT: the generic callback needs no cast, and is here to keep the set in one place. */
static inline int CLibvirt_registerReboot(virConnectPtr connection, virConnectDomainEventGenericCallback callback,
                                          void *opaque, virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_REBOOT, callback, opaque, release);
}

static inline int CLibvirt_registerWatchdog(virConnectPtr connection, virConnectDomainEventWatchdogCallback callback,
                                            void *opaque, virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_WATCHDOG,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerIOError(virConnectPtr connection,
                                           virConnectDomainEventIOErrorReasonCallback callback, void *opaque,
                                           virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerDeviceAdded(virConnectPtr connection,
                                               virConnectDomainEventDeviceAddedCallback callback, void *opaque,
                                               virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_DEVICE_ADDED,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerDeviceRemoved(virConnectPtr connection,
                                                 virConnectDomainEventDeviceRemovedCallback callback, void *opaque,
                                                 virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerMetadataChange(virConnectPtr connection,
                                                  virConnectDomainEventMetadataChangeCallback callback, void *opaque,
                                                  virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_METADATA_CHANGE,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerBalloonChange(virConnectPtr connection,
                                                 virConnectDomainEventBalloonChangeCallback callback, void *opaque,
                                                 virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerBlockThreshold(virConnectPtr connection,
                                                  virConnectDomainEventBlockThresholdCallback callback, void *opaque,
                                                  virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerJobCompleted(virConnectPtr connection,
                                                virConnectDomainEventJobCompletedCallback callback, void *opaque,
                                                virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_JOB_COMPLETED,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerMigrationIteration(virConnectPtr connection,
                                                      virConnectDomainEventMigrationIterationCallback callback,
                                                      void *opaque, virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerTunable(virConnectPtr connection, virConnectDomainEventTunableCallback callback,
                                           void *opaque, virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_TUNABLE,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerAgentLifecycle(virConnectPtr connection,
                                                  virConnectDomainEventAgentLifecycleCallback callback, void *opaque,
                                                  virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

static inline int CLibvirt_registerMemoryFailure(virConnectPtr connection,
                                                 virConnectDomainEventMemoryFailureCallback callback, void *opaque,
                                                 virFreeCallback release) {
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}
