# measure.sh — what the bash contenders share: the clock, CPU time from the kernel, the report.

# Sets `ticks_self` and `ticks_children`, hundredths of a second, from fields 14 to 17 of this shell's own stat file.
read_cpu() {
  local stat
  read -r stat </proc/$$/stat
  set -- ${stat##*) }
  ticks_self=$((${12} + ${13})) ticks_children=$((${14} + ${15}))
}

measure_begin() {
  read_cpu
  begin_self=$ticks_self begin_children=$ticks_children
  begin=${EPOCHREALTIME/[.,]/}
}

# measure_end BYTES
measure_end() {
  local micros=$((${EPOCHREALTIME/[.,]/} - begin)) self children
  read_cpu
  self=$((ticks_self - begin_self)) children=$((ticks_children - begin_children))
  printf '{"seconds":%d.%06d,"cpu":{"self":%d.%02d,"children":%d.%02d},"bytes":%d,"operations":1}\n' \
    $((micros / 1000000)) $((micros % 1000000)) $((self / 100)) $((self % 100)) \
    $((children / 100)) $((children % 100)) "$1"
}
