# tee.sh SOURCE SINK BYTES CHUNK — `source | tee fifo | sink`, with another sink at the FIFO, measured by bash itself.
set -o pipefail
. "$(dirname "$0")/measure.sh"

folder=$(mktemp -d) || exit 1
trap 'rm -r "$folder"' EXIT
mkfifo "$folder/fifo" || exit 1

# run SOURCE SINK BYTES CHUNK
run() {
  "$2" "$3" "$4" <"$folder/fifo" &
  "$1" "$3" "$4" | tee "$folder/fifo" | "$2" "$3" "$4" || exit 1
  wait $! || exit 1
}

run "$1" "$2" 16777216 "$4"
measure_begin
run "$@"
measure_end "$3"
