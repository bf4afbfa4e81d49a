# shellcheck shell=bash disable=SC2034,SC2154
# figures.bash: how benchmarks print figures and their goals. Sourced; $results is the folder with the files of `key value` lines,
# and $missed becomes 1 when a figure misses its goal.
missed=0

value() { awk -v key="$2" '$1 == key { print $2 }' "$results/$1"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b }'; }
# Of a key in two files, the mean.
mean() { awk -v key="$1" '$1 == key { sum += $2; n++ } END { if (n) printf "%.2f", sum / n }' "$results/$2" "$results/$3"; }
# A p99 of milliseconds may be twice that of a floor, and 2 at any rate: nobody is quicker than the machine lets them be.
twice_or_2() { awk -v ms="$1" 'BEGIN { print (2 * ms > 2 ? 2 * ms : 2) }'; }

# Prints a figure with its goal and remembers a miss: NAME FIGURE UNIT GOAL
at_most() { judge "$1" "$2" "$3" "at most" "$4" "$(awk -v a="$2" -v b="$4" 'BEGIN { print (a != "" && a <= b) }')"; }
at_least() { judge "$1" "$2" "$3" "at least" "$4" "$(awk -v a="$2" -v b="$4" 'BEGIN { print (a != "" && a >= b) }')"; }
judge() {
  local verdict=good
  (($6)) || { verdict=MISSED missed=1; }
  printf '  %-48s %10s %-6s goal: %s %s  %s\n' "$1" "${2:-?}" "$3" "$4" "$5" "$verdict"
}
# Prints a figure without one: NAME FIGURE UNIT, and those of others behind
told() { printf '  %-48s %10s %s\n' "$@"; }
