# Sorts numbers by swapping neighbours; arrays count from 0 (zsh: -o KSH_ARRAYS).
typeset -a numbers
n=$1 seed=42 i=0
while [ "$i" -lt "$n" ]; do
  seed=$(((seed * 1103 + 12345) % 65536))
  numbers[i]=$seed
  i=$((i + 1))
done
last=$((n - 1))
while [ "$last" -gt 0 ]; do
  i=0
  while [ "$i" -lt "$last" ]; do
    a=${numbers[i]} b=${numbers[i+1]}
    if [ "$a" -gt "$b" ]; then
      numbers[i]=$b
      numbers[i+1]=$a
    fi
    i=$((i + 1))
  done
  last=$((last - 1))
done
echo "${numbers[0]} ${numbers[n / 2]} ${numbers[n - 1]}"
