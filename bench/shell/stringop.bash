# Measures, cuts, replaces and joins strings, so many times.
n=$1 i=0 length=0 path=/usr/local/share/doc/readme.txt
while [ "$i" -lt "$n" ]; do
  other=${path/readme/index}
  part=${other:5:5}
  joined="$part:$i"
  length=$((length + ${#other} + ${#joined}))
  i=$((i + 1))
done
echo "$length"
