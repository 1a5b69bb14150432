# Calls a function, so many times.
add() {
  result=$(($1 + $2))
}
n=$1 i=0 result=0
while [ "$i" -lt "$n" ]; do
  add "$result" "$i"
  i=$((i + 1))
done
echo "$result"
