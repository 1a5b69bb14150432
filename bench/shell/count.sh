# Adds numbers up.
n=$1 i=0 sum=0
while [ "$i" -lt "$n" ]; do
  sum=$((sum + i % 7 * 3))
  i=$((i + 1))
done
echo "$sum"
