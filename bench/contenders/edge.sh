# edge.sh SOURCE SINK BYTES CHUNK — `source | sink`, measured by bash itself.
set -o pipefail
. "$(dirname "$0")/measure.sh"

"$1" 16777216 "$4" | "$2" 16777216 "$4" || exit 1
measure_begin
"$1" "$3" "$4" | "$2" "$3" "$4" || exit 1
measure_end "$3"
