# Compares strings, so many times.
n=$1 i=0 same=0 a=first b=second
while [ "$i" -lt "$n" ]; do
  if [ "$a" = "$b" ]; then
    same=$((same + 1))
  elif [ "$a" != first ]; then
    same=$((same - 1))
  fi
  i=$((i + 1))
done
echo "$same"
