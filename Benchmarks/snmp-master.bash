# shellcheck shell=bash disable=SC2034,SC2154
# snmp-master.bash: a private snmpd on loopback, and virtpulse-snmp behind it. Sourced; $results is a folder, $snmp the program,
# and $tools the folder of snmp-client.

# Nothing of this machine's own configuration or state is read or written.
start_master() {
  address=127.0.0.1:$((20000 + RANDOM % 10000))
  master_socket=unix:$results/agentx.sock
  mkdir -p "$results/snmp" "$results/indexes"
  export MIBS='' SNMPCONFPATH=$results/snmp SNMP_PERSISTENT_DIR=$results/snmp
  printf '%s\n' "rocommunity public 127.0.0.1" "master agentx" "agentXSocket $master_socket" >"$results/snmpd.conf"
  snmpd -f -Lf "$results/snmpd.log" -C -c "$results/snmpd.conf" -p "$results/snmpd.pid" "udp:$address" &
  master=$!
  for _ in $(seq 100); do
    [[ ! -S ${master_socket#unix:} ]] || return 0
    sleep 0.1
  done
  echo "bench: snmpd does not start: $(tail -1 "$results/snmpd.log")" >&2
  exit 1
}

# Starts the subagent as $subagent, and waits until it tells of so many guests: GUESTS [OPTION ...]
start_subagent() {
  "$snmp" --agentx.socket "$master_socket" --agentx.ping-interval 1s --state-directory "$results/indexes" --log.level error "${@:2}" &
  subagent=$!
  for _ in $(seq 300); do
    # vmNumber
    [[ $(snmpget -v2c -c public -Oqvn "$address" 1.3.6.1.2.1.236.1.2.0 2>/dev/null) != "$1" ]] || return 0
    kill -0 "$subagent" 2>/dev/null || break
    sleep 0.2
  done
  echo "bench: virtpulse-snmp ended, or does not tell of $1 guests" >&2
  exit 1
}

stop_subagent() {
  kill "$subagent"
  wait "$subagent" 2>/dev/null || true
  subagent=''
}

# Ends what was started, on the way out; none may write any more when its folder is removed.
end_snmp() {
  local process
  for process in ${subagent:-} ${container:-} ${master:-}; do
    kill "$process" 2>/dev/null || continue
    timeout 5 tail --pid="$process" -f /dev/null || kill -KILL "$process" 2>/dev/null || true
  done
}
