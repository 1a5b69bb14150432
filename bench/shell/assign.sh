# Assigns strings to variables, so many times.
n=$1 i=0 a= b=value
while [ "$i" -lt "$n" ]; do
  a=$b
  b=$a
  i=$((i + 1))
done
echo "$a"
