// snmp-client: how fast an SNMP agent answers, over one session of SNMPv2c with the community public.
//
//   snmp-client walk ADDRESS REPETITIONS WALKS MASTER_PID [ENTRY COLUMN,COLUMN... PID]...
//       Walks these columns of each table side by side, by GETBULK of so many repetitions, one table after the other and WALKS
//       times. Tells of each how many rows a second, the microseconds of CPU time that a row costs this program, the master and
//       PID, the subagent; and how many times its rate the first table has. Ends with 1 unless its columns have the same rows.
//   snmp-client get ADDRESS COUNT PID OID...
//       Gets each OID COUNT times, in turn, and tells how many milliseconds that takes: the median, the p99 of a usual fifth of
//       them, for a machine may be busy with others for a while, and the longest. Where PID is not 0, those count alone while
//       which that process computes.
//
// Prints `key value` lines, with the number of the table or the OID behind the key.
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_COLUMNS = 32, MOST_OBJECTS = 8, MOST_REPETITIONS = 1000, MOST_WALKS = 1000, MOST_GETS = 1000000, LONGEST = 120, PARTS = 5, PROCESSES = 3 };

static void fail(const char *format, ...) {
    va_list list;
    va_start(list, format);
    fputs("snmp-client: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    exit(1);
}

static double now(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t)) fail("a process has ended");
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct name {
    oid arcs[MAX_OID_LEN];
    size_t length;
};

static struct name parse(const char *text) {
    struct name name = {.length = MAX_OID_LEN};
    if (!read_objid(text, name.arcs, &name.length)) fail("'%s' is no object identifier", text);
    return name;
}

static long number(const char *text, long most) {
    char *end;
    long number = strtol(text, &end, 10);
    if (*end || number < 1 || number > most) fail("'%s' is no number from 1 to %ld", text, most);
    return number;
}

static void *open_session(char *address) {
    netsnmp_session session;
    snmp_sess_init(&session);
    session.version = SNMP_VERSION_2c;
    session.peername = address;
    session.community = (u_char *)"public";
    session.community_len = 6;
    session.timeout = 5000000;
    session.retries = 0;
    void *handle = snmp_sess_open(&session);
    if (!handle) fail("no session with %s", address);
    return handle;
}

static netsnmp_pdu *ask(void *session, netsnmp_pdu *question) {
    netsnmp_pdu *answer = NULL;
    int status = snmp_sess_synch_response(session, question, &answer);
    if (status != STAT_SUCCESS || !answer) fail("no answer");
    if (answer->errstat != SNMP_ERR_NOERROR) fail("the agent answers: %s", snmp_errstring((int)answer->errstat));
    return answer;
}

// A table, how far its walk is, and how fast its walks were.
struct table {
    struct name entry, last[MOST_COLUMNS];
    int columns;
    long rows[MOST_COLUMNS], all_rows, walks;
    double *rates;
    // of this program, the master and the subagent
    clockid_t clocks[PROCESSES];
    double used[PROCESSES];
};

// Asks for the next rows; returns 0 where there are none.
static int go_on(void *session, struct table *table, long repetitions) {
    netsnmp_pdu *question = snmp_pdu_create(SNMP_MSG_GETBULK);
    question->non_repeaters = 0;
    question->max_repetitions = repetitions;
    for (int i = 0; i < table->columns; i++) snmp_add_null_var(question, table->last[i].arcs, table->last[i].length);
    netsnmp_pdu *answer = ask(session, question);
    int position = 0, ended = 0;
    size_t prefix = table->entry.length + 1;
    for (netsnmp_variable_list *cell = answer->variables; cell; cell = cell->next_variable, position++) {
        struct name *last = &table->last[position % table->columns];
        if (cell->type == SNMP_ENDOFMIBVIEW || cell->name_length <= prefix || cell->name_length > MAX_OID_LEN ||
            memcmp(cell->name, last->arcs, prefix * sizeof(oid))) {
            ended = 1;
            continue;
        }
        if (snmp_oid_compare(cell->name, cell->name_length, last->arcs, last->length) <= 0) fail("the agent goes backwards");
        memcpy(last->arcs, cell->name, cell->name_length * sizeof(oid));
        last->length = cell->name_length;
        table->rows[position % table->columns]++;
    }
    snmp_free_pdu(answer);
    return position && !ended;
}

// Walks a table once, and accounts for that.
static void walk_once(void *session, struct table *table, long repetitions) {
    for (int i = 0; i < table->columns; i++) {
        table->rows[i] = 0;
        table->last[i].length = table->entry.length + 1;
    }
    for (int i = 0; i < PROCESSES; i++) table->used[i] -= now(table->clocks[i]);
    double start = now(CLOCK_MONOTONIC);
    while (go_on(session, table, repetitions)) {}
    double time = now(CLOCK_MONOTONIC) - start;
    for (int i = 0; i < PROCESSES; i++) table->used[i] += now(table->clocks[i]);
    for (int i = 0; i < table->columns; i++)
        if (table->rows[i] != table->rows[0] || !table->rows[0])
            fail("a column with %ld rows beside one with %ld", table->rows[i], table->rows[0]);
    table->rates[table->walks++] = (double)table->rows[0] / time;
    table->all_rows += table->rows[0];
}

static void walk(int count, char **arguments) {
    int tables = (count - 4) / 3;
    if (count < 7 || count % 3 != 1 || tables > MOST_OBJECTS) fail("what is walked is told by three words for each table");
    long repetitions = number(arguments[1], MOST_REPETITIONS), walks = number(arguments[2], MOST_WALKS);
    static struct table all[MOST_OBJECTS];
    for (int i = 0; i < tables; i++) {
        struct table *table = &all[i];
        char **words = arguments + 4 + 3 * i;
        table->entry = parse(words[0]);
        for (char *rest = words[1], *word; (word = strsep(&rest, ",")); table->columns++) {
            if (table->columns == MOST_COLUMNS) fail("more than %d columns", MOST_COLUMNS);
            table->last[table->columns] = table->entry;
            table->last[table->columns].arcs[table->entry.length] = (oid)number(word, 1 << 30);
        }
        table->clocks[0] = CLOCK_PROCESS_CPUTIME_ID;
        if (clock_getcpuclockid(atoi(arguments[3]), &table->clocks[1]) || clock_getcpuclockid(atoi(words[2]), &table->clocks[2]))
            fail("no process %s or %s", arguments[3], words[2]);
        table->rates = calloc((size_t)walks, sizeof *table->rates);
        if (!table->rates) fail("out of memory");
    }
    void *session = open_session(arguments[0]);
    for (long i = 0; i < walks * tables; i++) walk_once(session, &all[i % tables], repetitions);
    snmp_sess_close(session);
    for (int i = 0; i < tables; i++) {
        double *ratios = calloc((size_t)walks, sizeof *ratios), rows = (double)all[i].all_rows;
        if (!ratios) fail("out of memory");
        for (long w = 0; w < walks; w++) ratios[w] = all[0].rates[w] / all[i].rates[w];
        qsort(ratios, (size_t)walks, sizeof *ratios, ascending);
        printf("ratio_median_%d %.3f\n", i + 1, ratios[walks / 2]);
        free(ratios);
        printf("rows_%d %ld\n", i + 1, all[i].all_rows / all[i].walks);
        const char *names[PROCESSES] = {"client", "master", "subagent"};
        for (int p = 0; p < PROCESSES; p++) printf("%s_cpu_us_%d %.1f\n", names[p], i + 1, all[i].used[p] / rows * 1e6);
    }
    for (int i = 0; i < tables; i++) {
        qsort(all[i].rates, (size_t)walks, sizeof *all[i].rates, ascending);
        printf("rows_per_s_median_%d %.0f\nrows_per_s_most_%d %.0f\n", i + 1, all[i].rates[walks / 2], i + 1, all[i].rates[walks - 1]);
    }
}

static void get(int count, char **arguments) {
    int objects = count - 3;
    if (objects < 1 || objects > MOST_OBJECTS) fail("from one to %d objects are got", MOST_OBJECTS);
    clockid_t other = CLOCK_PROCESS_CPUTIME_ID;
    if (atoi(arguments[2]) && clock_getcpuclockid(atoi(arguments[2]), &other)) fail("no process %s", arguments[2]);
    long gets = number(arguments[1], MOST_GETS);
    if (gets < PARTS * 100) fail("a p99 needs at least %d times", PARTS * 100);
    struct name names[MOST_OBJECTS];
    double *times[MOST_OBJECTS];
    for (int i = 0; i < objects; i++) {
        names[i] = parse(arguments[3 + i]);
        times[i] = calloc((size_t)gets, sizeof **times);
        if (!times[i]) fail("out of memory");
    }
    void *session = open_session(arguments[0]);
    double took[MOST_OBJECTS], deadline = now(CLOCK_MONOTONIC) + LONGEST;
    // one more at first, which counts for nothing
    for (long round = -1; round < gets;) {
        if (now(CLOCK_MONOTONIC) > deadline) fail("the process computed %ld times in %d s", round, LONGEST);
        double computed = now(other);
        for (int i = 0; i < objects; i++) {
            netsnmp_pdu *question = snmp_pdu_create(SNMP_MSG_GET);
            snmp_add_null_var(question, names[i].arcs, names[i].length);
            took[i] = -now(CLOCK_MONOTONIC);
            netsnmp_pdu *answer = ask(session, question);
            took[i] += now(CLOCK_MONOTONIC);
            int type = answer->variables ? answer->variables->type : SNMP_NOSUCHOBJECT;
            if (type == SNMP_NOSUCHOBJECT || type == SNMP_NOSUCHINSTANCE) fail("there is no %s", arguments[3 + i]);
            snmp_free_pdu(answer);
        }
        if (now(other) == computed) continue;
        for (int i = 0; i < objects && round >= 0; i++) times[i][round] = took[i];
        round++;
    }
    for (int i = 0; i < objects; i++) {
        double p99[PARTS];
        for (long part = 0; part < PARTS; part++) {
            double *first = times[i] + gets * part / PARTS;
            long count = gets * (part + 1) / PARTS - gets * part / PARTS;
            qsort(first, (size_t)count, sizeof *first, ascending);
            p99[part] = first[count * 99 / 100];
        }
        qsort(p99, PARTS, sizeof *p99, ascending);
        qsort(times[i], (size_t)gets, sizeof **times, ascending);
        printf("ms_median_%d %.3f\n", i + 1, times[i][gets / 2] * 1e3);
        printf("ms_p99_%d %.3f\n", i + 1, p99[PARTS / 2] * 1e3);
        printf("ms_most_%d %.3f\n", i + 1, times[i][gets - 1] * 1e3);
    }
    snmp_sess_close(session);
}

int main(int argc, char **argv) {
    // nothing of this machine's own configuration or state is read or written
    setenv("MIBS", "", 1);
    setenv("SNMPCONFPATH", "/dev/null", 1);
    setenv("SNMP_PERSISTENT_DIR", "/dev/null", 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    init_snmp("snmp-client");
    if (argc > 2 && !strcmp(argv[1], "walk")) walk(argc - 2, argv + 2);
    else if (argc > 2 && !strcmp(argv[1], "get")) get(argc - 2, argv + 2);
    else {
        fprintf(stderr, "usage: snmp-client walk|get ADDRESS ...\n");
        return 2;
    }
    return 0;
}
