# Fifty external commands over small files of the folder $1.
cd "$1" || exit 1
i=0
while [ "$i" -lt 10 ]; do
  sort fib.sh
  wc -l count.sh
  cut -c 1-20 cmp.py
  tr a-z A-Z <assign.py
  sha256sum func.sh
  i=$((i + 1))
done
