# Counts the words of a made-up text (zsh: -o KSH_ARRAYS -o SH_WORD_SPLIT).
typeset -A counts
words=(the quick brown fox jumps over the lazy dog and then the dog sleeps)
n=$1 i=0 seed=7
while [ "$i" -lt "$n" ]; do
  seed=$(((seed * 1103 + 12345) % 65536))
  word=${words[seed % 14]}
  counts[$word]=$((${counts[$word]:-0} + 1))
  i=$((i + 1))
done
echo "${counts[the]} ${counts[fox]} ${#counts[@]}"
