# Looks from both ends at made-up words whether they are the same backwards.
n=$1 i=0 found=0
while [ "$i" -lt "$n" ]; do
  word=$((i * 7919))
  left=0 right=$((${#word} - 1)) same=1
  while [ "$left" -lt "$right" ]; do
    if [ "${word:$left:1}" != "${word:$right:1}" ]; then
      same=0
      break
    fi
    left=$((left + 1)) right=$((right - 1))
  done
  found=$((found + same))
  i=$((i + 1))
done
echo "$found"
