// net-snmp's agent library, and what Swift cannot import of it.
#ifndef VIRTPULSE_CNETSNMP_H
#define VIRTPULSE_CNETSNMP_H

// First, so that net-snmp's configuration does not ask for GNU's extensions: Swift's own module of the C library is
// without them, and two definitions of fd_set do not go together.
#include <features.h>

// net-snmp wants its configuration before everything else
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/agent/agent_callbacks.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/library/fd_event_manager.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

// Macros of several operands are not imported.
enum virtpulse_snmp_mode {
  virtpulse_snmp_get = MODE_GET,
  virtpulse_snmp_getnext = MODE_GETNEXT,
};
enum virtpulse_snmp_exception {
  virtpulse_snmp_no_such_object = SNMP_NOSUCHOBJECT,
  virtpulse_snmp_no_such_instance = SNMP_NOSUCHINSTANCE,
  virtpulse_snmp_end_of_mib_view = SNMP_ENDOFMIBVIEW,
};

// What net-snmp has in a header that it does not install: types of messages (RFC 2741, section 6.1), and a flag of theirs.
enum virtpulse_agentx {
  virtpulse_agentx_get = 5,
  virtpulse_agentx_getnext = 6,
  virtpulse_agentx_response = 18,
  virtpulse_agentx_non_default_context = 0x08,
};

// A counter of the event file: written to wake the agent's thread, whichever thread that is done on.
static inline int virtpulse_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
static inline void virtpulse_eventfd_wake(int descriptor) {
  eventfd_t one = 1;
  ssize_t written = write(descriptor, &one, sizeof one);
  (void)written;
}
static inline void virtpulse_eventfd_clear(int descriptor) {
  eventfd_t count;
  ssize_t taken = read(descriptor, &count, sizeof count);
  (void)taken;
}

// On how many processors this thread may run; 1 where the system does not say.
static inline int virtpulse_processors(void) {
  unsigned long mask[128];
  long size = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  int count = 0;
  for (long word = 0; word < size / (long)sizeof *mask; word++) count += __builtin_popcountl(mask[word]);
  return count > 0 ? count : 1;
}

// net-snmp's two halves of 64 bits.
static inline int virtpulse_snmp_set_counter64(netsnmp_variable_list *variable, uint64_t value) {
  struct counter64 halves = {.high = (u_long)(value >> 32), .low = (u_long)(value & 0xffffffffUL)};
  return snmp_set_var_typed_value(variable, ASN_COUNTER64, &halves, sizeof halves);
}

#endif
