// bulk-call: what one bare bulk call costs a client, the floor that an agent is measured against.
//
//   bulk-call URI [CALLS [GROUPS [PID [PAUSE]]]]
//
// One read-only connection, virConnectGetAllDomainStats, active guests, NOWAIT; GROUPS is a mask of virDomainStatsTypes,
// 0 (the default) every group. PID, the daemon's, adds what a call costs that. PAUSE, in milliseconds, comes before each
// call, so that it finds the caches as cold as one that comes now and then. Prints `key value` lines.
#include <errno.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Returns the number of fields, or -1.
static long call(virConnectPtr connection, unsigned int groups, int *domains) {
    virDomainStatsRecordPtr *records = NULL;
    unsigned int flags = VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE | VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT;
    *domains = virConnectGetAllDomainStats(connection, groups, &records, flags);
    if (*domains < 0) return -1;
    long fields = 0;
    for (int i = 0; i < *domains; i++) fields += records[i]->nparams;
    virDomainStatsRecordListFree(records);
    return fields;
}

static void silent(void *data, virErrorPtr error) {
    (void)data;
    (void)error;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: bulk-call URI [CALLS [GROUPS [PID [PAUSE]]]]\n");
        return 2;
    }
    long calls = argc > 2 ? strtol(argv[2], NULL, 10) : 30;
    if (calls < 1 || calls > 1000000) {
        fprintf(stderr, "bulk-call: CALLS must be from 1 to 1000000\n");
        return 2;
    }
    unsigned int groups = argc > 3 ? (unsigned int)strtoul(argv[3], NULL, 0) : 0;
    long pause = argc > 5 ? strtol(argv[5], NULL, 10) : 0;
    clockid_t daemon_clock = CLOCK_PROCESS_CPUTIME_ID;
    if (argc > 4 && clock_getcpuclockid(atoi(argv[4]), &daemon_clock)) {
        fprintf(stderr, "bulk-call: no process %s\n", argv[4]);
        return 1;
    }
    virSetErrorFunc(NULL, silent);
    virConnectPtr connection = virConnectOpenReadOnly(argv[1]);
    double *walls = calloc((size_t)calls, sizeof *walls), *cpus = calloc((size_t)calls, sizeof *cpus);
    int domains = 0;
    long fields = -1;
    if (connection && walls && cpus)
        for (int i = 0; i < 3; i++) fields = call(connection, groups, &domains);
    double daemon_cpu = 0;
    for (long i = 0; i < calls && fields >= 0; i++) {
        nanosleep(&(struct timespec){.tv_sec = pause / 1000, .tv_nsec = pause % 1000 * 1000000}, NULL);
        double cpu = now(CLOCK_PROCESS_CPUTIME_ID);
        daemon_cpu -= now(daemon_clock);
        double start = now(CLOCK_MONOTONIC);
        fields = call(connection, groups, &domains);
        walls[i] = now(CLOCK_MONOTONIC) - start;
        cpus[i] = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        daemon_cpu += now(daemon_clock);
    }
    if (fields < 0) {
        fprintf(stderr, "bulk-call: %s: %s\n", argv[1], virGetLastErrorMessage());
        return 1;
    }
    qsort(walls, (size_t)calls, sizeof *walls, ascending);
    qsort(cpus, (size_t)calls, sizeof *cpus, ascending);
    printf("calls %ld\n", calls);
    printf("domains %d\n", domains);
    printf("fields_per_call %ld\n", fields);
    printf("cpu_us_median %.1f\n", cpus[calls / 2] / 1e3);
    if (argc > 4) printf("daemon_cpu_us_per_call %.1f\n", daemon_cpu / (double)calls / 1e3);
    printf("wall_ms_median %.2f\n", walls[calls / 2] / 1e6);
    free(walls);
    free(cpus);
    virConnectClose(connection);
    return 0;
}
