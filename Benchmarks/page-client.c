// page-client: what a page costs an agent and how long it takes, over one kept-alive loopback connection.
//
//   page-client PORT PID BURSTS [DAEMON]
//
// A burst pauses until the last sample is too old to be served again, asks once, then asks 100 times more. Whether
// a page carries a new sample is read from the page itself (virtpulse_samples_total), never guessed from its latency.
// CPU time of PID, and of DAEMON (libvirtd), is read by clock_getcpuclockid: nanoseconds, threads that have ended included.
// How long a sample took is read from its page. After each page of a taken sample a process that does nothing else is asked for as many bytes, for
// which it computes as long as the quickest page took: so much do other processes hold up. Prints `key value` lines.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ASKED_AGAIN = 100, CAPACITY = 64 << 20, MARK = 4096 };
static const char COUNTER[] = "\nvirtpulse_samples_total";
static const char DURATION[] = "\nvirtpulse_sample_duration_seconds ";

static void fail(const char *format, ...) {
    va_list list;
    va_start(list, format);
    fputs("page-client: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    exit(1);
}

static double now(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t)) fail("the agent or the daemon has ended");
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct work {
    double time;
    size_t bytes;
};

// A process that computes and sends, and the socket to ask it by.
static int worker(char *buffer) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) fail("no socket pair");
    pid_t child = fork();
    if (child < 0) fail("no process");
    if (child > 0) {
        close(ends[1]);
        return ends[0];
    }
    close(ends[0]);
    for (struct work work; read(ends[1], &work, sizeof work) == sizeof work;) {
        double done = now(CLOCK_THREAD_CPUTIME_ID) + work.time;
        while (now(CLOCK_THREAD_CPUTIME_ID) < done) {}
        for (size_t sent = 0; sent < work.bytes;) {
            ssize_t n = write(ends[1], buffer + sent, work.bytes - sent);
            if (n <= 0) _exit(1);
            sent += (size_t)n;
        }
    }
    _exit(0);
}

// How long it takes to have it do this.
static double have_done(int fd, struct work work, char *buffer) {
    double start = now(CLOCK_MONOTONIC);
    if (write(fd, &work, sizeof work) != sizeof work) fail("the worker has ended");
    for (size_t have = 0; have < work.bytes;) {
        ssize_t n = read(fd, buffer, CAPACITY - 1);
        if (n <= 0) fail("the worker has ended");
        have += (size_t)n;
    }
    return now(CLOCK_MONOTONIC) - start;
}

// Reads one page; returns the length of its body, and leaves what tells samples apart in mark and the sample's time in took.
static size_t ask(int fd, char *buffer, char *mark, double *took) {
    static const char request[] = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept: text/plain\r\n\r\n";
    if (write(fd, request, sizeof request - 1) != sizeof request - 1) fail("could not send a request");
    size_t have = 0, head = 0, length = 0;
    while (!head || have < head + length) {
        ssize_t n = read(fd, buffer + have, CAPACITY - 1 - have);
        if (n <= 0) fail("the agent closed the connection");
        have += (size_t)n;
        buffer[have] = 0;
        char *end = head ? NULL : strstr(buffer, "\r\n\r\n");
        if (end) {
            head = (size_t)(end - buffer) + 4;
            if (strncmp(buffer, "HTTP/1.1 200", 12)) fail("answer: %.40s", buffer);
            char *field = strcasestr(buffer, "content-length:");
            if (!field || field > end) fail("the answer has no Content-Length");
            length = strtoul(field + 15, NULL, 10);
            if (length > CAPACITY / 2) fail("a page of %zu bytes", length);
        }
    }
    char *counter = strstr(buffer + head, COUNTER);
    if (!counter) fail("the page has no virtpulse_samples_total");
    char *duration = strstr(buffer + head, DURATION);
    *took = duration ? strtod(duration + sizeof DURATION - 1, NULL) * 1e9 : 0;
    snprintf(mark, MARK, "%.*s", (int)strcspn(counter + 1, "\n"), counter + 1);
    return length;
}

int main(int argc, char **argv) {
    if (argc < 4 || argc > 5) {
        fprintf(stderr, "usage: page-client PORT PID BURSTS [DAEMON]\n");
        return 2;
    }
    clockid_t cpu_clock, daemon_clock = CLOCK_PROCESS_CPUTIME_ID;
    if (clock_getcpuclockid(atoi(argv[2]), &cpu_clock)) fail("no process %s", argv[2]);
    if (argc > 4 && clock_getcpuclockid(atoi(argv[4]), &daemon_clock)) fail("no process %s", argv[4]);
    long bursts = strtol(argv[3], NULL, 10);
    if (bursts < 1 || bursts > 10000) fail("BURSTS must be from 1 to 10000");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) fail("cannot connect to 127.0.0.1:%s", argv[1]);

    char *buffer = malloc(CAPACITY), mark[MARK], last[MARK] = "";
    double *fresh = calloc((size_t)bursts, sizeof *fresh), *fresh_cpu = calloc((size_t)bursts, sizeof *fresh_cpu), taken_cpu = 0;
    double *samples = calloc((size_t)bursts, sizeof *samples), daemon_cpu = 0, took = 0;
    double *taken = calloc((size_t)(bursts * ASKED_AGAIN), sizeof *taken), quickest = 1e9;
    double *computed = calloc((size_t)(bursts * ASKED_AGAIN), sizeof *computed);
    long fresh_count = 0, taken_count = 0;
    size_t bytes = 0;
    if (!buffer || !fresh || !fresh_cpu || !samples || !taken || !computed) fail("out of memory");
    int other = worker(buffer);
    for (int i = 0; i < 2; i++) ask(fd, buffer, last, &took);
    for (long burst = 0; burst < bursts; burst++) {
        nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 200000000}, NULL);
        for (int i = 0; i <= ASKED_AGAIN; i++) {
            double cpu = now(cpu_clock), daemon = now(daemon_clock), start = now(CLOCK_MONOTONIC);
            bytes = ask(fd, buffer, mark, &took);
            double wall = now(CLOCK_MONOTONIC) - start;
            int new_sample = strcmp(mark, last) != 0;
            strcpy(last, mark);
            // what a round still does after its answer belongs to the round
            if (i == 0) nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
            cpu = now(cpu_clock) - cpu;
            daemon = now(daemon_clock) - daemon;
            if (i == 0 && new_sample) {
                samples[fresh_count] = took;
                fresh_cpu[fresh_count] = cpu;
                fresh[fresh_count++] = wall;
                daemon_cpu += daemon;
            } else if (i > 0 && !new_sample) {
                if (wall < quickest) quickest = wall;
                computed[taken_count] = have_done(other, (struct work){.time = quickest, .bytes = bytes}, buffer);
                taken[taken_count++] = wall;
                taken_cpu += cpu;
            }
        }
    }
    if (!fresh_count || !taken_count) fail("%ld fresh and %ld taken pages: nothing to compare", fresh_count, taken_count);
    qsort(fresh, (size_t)fresh_count, sizeof *fresh, ascending);
    qsort(fresh_cpu, (size_t)fresh_count, sizeof *fresh_cpu, ascending);
    qsort(samples, (size_t)fresh_count, sizeof *samples, ascending);
    qsort(taken, (size_t)taken_count, sizeof *taken, ascending);
    qsort(computed, (size_t)taken_count, sizeof *computed, ascending);
    printf("page_bytes %zu\n", bytes);
    printf("fresh_pages %ld\n", fresh_count);
    printf("fresh_cpu_us_median %.1f\n", fresh_cpu[fresh_count / 2] / 1e3);
    if (argc > 4) printf("fresh_daemon_cpu_us %.1f\n", daemon_cpu / (double)fresh_count / 1e3);
    printf("sample_ms_median %.2f\n", samples[fresh_count / 2] / 1e6);
    printf("fresh_ms_median %.2f\n", fresh[fresh_count / 2] / 1e6);
    printf("taken_pages %ld\n", taken_count);
    printf("taken_cpu_us %.1f\n", taken_cpu / (double)taken_count / 1e3);
    printf("taken_ms_median %.3f\n", taken[taken_count / 2] / 1e6);
    printf("taken_ms_p99 %.3f\n", taken[taken_count * 99 / 100] / 1e6);
    printf("other_ms_p99 %.3f\n", computed[taken_count * 99 / 100] / 1e6);
    return 0;
}
