// table-container: a subagent by net-snmp's own means, which virtpulse-snmp is measured against.
//
//   table-container SOCKET ROWS
//
// Serves a table by the helper table_container, with an identifier as long as vmTable's and values as long as those of guests:
// 1.3.6.1.3.1.236.1.4.1 has an integer for an index, octets in columns 2 and 3, integers in 4 to 7, and Counter64 in 8.
// Nothing is between the columns, for the helper looks at each row of a column that has no values. SOCKET is the master's, as
// agentXSocket in snmpd.conf. Runs until SIGTERM.
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/agent/net-snmp-agent-includes.h>

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_ROWS = 1000000, FIRST_COLUMN = 2, LAST_COLUMN = 8 };

// net-snmp's containers want the index to be the first member
struct row {
    netsnmp_index index;
    oid number;
    char name[16];
    unsigned char uuid[16];
    long state, cpus, unit, memory;
    struct counter64 cpu_time;
};

static volatile sig_atomic_t ending;

static void end(int signal) {
    (void)signal;
    ending = 1;
}

static int set(netsnmp_variable_list *variable, const struct row *row, unsigned int column) {
    switch (column) {
    case 2: return snmp_set_var_typed_value(variable, ASN_OCTET_STR, row->name, strlen(row->name));
    case 3: return snmp_set_var_typed_value(variable, ASN_OCTET_STR, row->uuid, sizeof row->uuid);
    case 4: return snmp_set_var_typed_value(variable, ASN_INTEGER, &row->state, sizeof row->state);
    case 5: return snmp_set_var_typed_value(variable, ASN_INTEGER, &row->cpus, sizeof row->cpus);
    case 6: return snmp_set_var_typed_value(variable, ASN_INTEGER, &row->unit, sizeof row->unit);
    case 7: return snmp_set_var_typed_value(variable, ASN_INTEGER, &row->memory, sizeof row->memory);
    case 8: return snmp_set_var_typed_value(variable, ASN_COUNTER64, &row->cpu_time, sizeof row->cpu_time);
    default: return 1;
    }
}

static int answer(netsnmp_mib_handler *handler, netsnmp_handler_registration *registration, netsnmp_agent_request_info *info,
                  netsnmp_request_info *requests) {
    (void)handler;
    (void)registration;
    for (netsnmp_request_info *request = requests; request; request = request->next) {
        if (request->processed) continue;
        const struct row *row = netsnmp_container_table_row_extract(request);
        const netsnmp_table_request_info *table = netsnmp_extract_table_info(request);
        if (!row || !table || set(request->requestvb, row, table->colnum))
            netsnmp_set_request_error(info, request, SNMP_NOSUCHINSTANCE);
    }
    return SNMP_ERR_NOERROR;
}

static struct row *make(long number) {
    struct row *row = calloc(1, sizeof *row);
    if (!row) return NULL;
    row->number = (oid)number;
    row->index.oids = &row->number;
    row->index.len = 1;
    snprintf(row->name, sizeof row->name, "guest%05ld", number);
    for (size_t i = 0; i < sizeof row->uuid; i++) row->uuid[i] = (unsigned char)(number >> (i % 4 * 8));
    row->state = 4;
    row->cpus = 1;
    row->unit = 1024;
    row->memory = 8192;
    uint64_t microseconds = 1800000000000ull + (uint64_t)number;
    row->cpu_time = (struct counter64){.high = microseconds >> 32, .low = microseconds & UINT32_MAX};
    return row;
}

static int serve(long rows) {
    static oid root[] = {1, 3, 6, 1, 3, 1, 236, 1, 4};
    netsnmp_container *container = netsnmp_container_find("table_container");
    netsnmp_table_registration_info *table = SNMP_MALLOC_TYPEDEF(netsnmp_table_registration_info);
    netsnmp_handler_registration *registration =
        netsnmp_create_handler_registration("table-container", answer, root, OID_LENGTH(root), HANDLER_CAN_RONLY);
    if (!container || !table || !registration) return 1;
    netsnmp_table_helper_add_indexes(table, ASN_INTEGER, 0);
    table->min_column = FIRST_COLUMN;
    table->max_column = LAST_COLUMN;
    for (long number = 1; number <= rows; number++) {
        struct row *row = make(number);
        if (!row || CONTAINER_INSERT(container, row)) return 1;
    }
    return netsnmp_container_table_register(registration, table, container, TABLE_CONTAINER_KEY_NETSNMP_INDEX) != MIB_REGISTERED_OK;
}

int main(int argc, char **argv) {
    long rows = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    if (rows < 1 || rows > MOST_ROWS) {
        fprintf(stderr, "usage: table-container SOCKET ROWS\n");
        return 2;
    }
    signal(SIGTERM, end);
    signal(SIGPIPE, SIG_IGN);
    // nothing of this machine's own configuration or state is read or written
    setenv("MIBS", "", 1);
    setenv("SNMPCONFPATH", "/dev/null", 1);
    setenv("SNMP_PERSISTENT_DIR", "/dev/null", 1);
    snmp_enable_stderrlog();
    netsnmp_enable_subagent();
    netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, argv[1]);
    netsnmp_ds_set_boolean(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_NO_ROOT_ACCESS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    if (init_agent("table-container") || serve(rows)) {
        fprintf(stderr, "table-container: net-snmp's library does not take the table\n");
        return 1;
    }
    init_snmp("table-container");
    while (!ending) agent_check_and_process(1);
    snmp_shutdown("table-container");
    return 0;
}
